"""The day's digests, as a timer calls for them."""

from datetime import UTC, datetime

from tests.running import Database

# The return of November 2009 is due on Monday, 7 December, at 08:30.
SATURDAY = datetime(2009, 12, 5, 2, 0, tzinfo=UTC)


def test_digests_are_sent_once_a_day_and_again_where_the_server_did_not_answer(database: Database) -> None:
    assert database.run("load_demo", "--draft-only", at=SATURDAY, DEMO="on").code == 0
    database.python(
        "from django.contrib.auth.models import User\n"
        "for user in User.objects.all():\n"
        "    user.email = f'{user.username}@example.com'\n"
        "    user.save()\n"
    )
    # Nobody listens at port 9.
    failed = database.run("send_notices", at=SATURDAY, EMAIL_URL="smtp://127.0.0.1:9")
    assert (failed.code, failed.out) == (1, "0 sent, 2 failed\n")
    assert failed.err.endswith("Some digests could not be sent; run this again when the mail server answers.")
    sent, again = (database.run("send_notices", at=SATURDAY, EMAIL_URL="consolemail://") for _time in range(2))
    assert (sent.code, sent.out.splitlines()[-1]) == (0, "2 sent, 0 failed"), sent.err
    assert (again.code, again.out) == (0, "0 sent, 0 failed\n"), again.err
    assert "Due on 07/12/2009 08:30: Kingsoft Corporation Limited (3888) 11/2009 (draft)" in sent.out
