"""Letters that are written in the background."""

from threading import enumerate as threads

from django.db import connection


def wait_for_letters() -> None:
    """Until all is sent: what waits for the commit, which a test inside a transaction never sees, and what goes out."""
    while connection.run_on_commit:
        _savepoints, act, _is_robust = connection.run_on_commit.pop(0)
        act()
    wait_for_the_post()


def wait_for_the_post() -> None:
    """Until what goes out has gone."""
    for thread in threads():
        if thread.name == "letter":
            thread.join()
