"""What only a server process shows: that a large body is refused without waiting for it."""

import http.client
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).parent.parent
MAKE = """
from django.contrib.auth.models import User
User.objects.create_user("chan", "chan@example.com", "four words in line")
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server of its own, on a database of its own."""
    folder = tmp_path_factory.mktemp("server")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{folder}/server.sqlite3",
    }
    for command in (["migrate", "--verbosity", "0"], ["shell", "--verbosity", "0", "--command", MAKE]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)  # noqa: S603
    # Whoever connects before the server is up waits in the queue of the socket.
    with socket.create_server(("127.0.0.1", 0)) as listening, (folder / "log").open("wb") as log:
        number = listening.fileno()
        server = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "gunicorn", "returns.wsgi", "--bind", f"fd://{number}", "--no-control-socket",
             "--workers", "1", "--threads", "4"],
            cwd=ROOT, env=environment, pass_fds=[number], stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield listening.getsockname()[1]
        finally:
            server.terminate()
            server.wait()


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("address", ["/login/", "/verify", "/3888/2009-11/"])
def test_a_large_body_of_a_stranger_is_refused_before_it_is_sent(port: int, address: str, kind: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.putrequest("POST", address)
    connection.putheader("Content-Type", kind)
    connection.putheader("Content-Length", "20000000")
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert "Log in, then send it." in answer.read().decode()
    connection.close()


def test_a_body_of_no_stated_length_is_refused(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/login/", iter([b"username=a"]), {"Content-Type": "application/x-www-form-urlencoded"})
    assert connection.getresponse().status == 411
    connection.close()


def test_a_member_sends_a_file_to_verify(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    cookies: dict[str, str] = {}

    def ask(method: str, address: str, body: bytes = b"", kind: str = "") -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "Content-Type": kind}
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
        for line in answer.msg.get_all("Set-Cookie", []):
            name, _mark, rest = line.partition("=")
            cookies[name] = rest.partition(";")[0]
        return answer.status, answer.read().decode()

    def token(page: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found
        return found[1]

    form = {"username": "Chan", "password": "four words in line"}
    form["csrfmiddlewaretoken"] = token(ask("GET", "/login/")[1])
    assert ask("POST", "/login/", urlencode(form).encode(), "application/x-www-form-urlencoded")[0] == 302
    parts = [b"--x", b'Content-Disposition: form-data; name="csrfmiddlewaretoken"', b""]
    parts += [token(ask("GET", "/verify")[1]).encode(), b"--x"]
    parts += [b'Content-Disposition: form-data; name="pdf"; filename="return.pdf"', b"", b"%PDF-1.7" + b" " * 5_000_000]
    status, page = ask("POST", "/verify", b"\r\n".join([*parts, b"--x--", b""]), "multipart/form-data; boundary=x")
    assert (status, "Unknown." in page) == (200, True)
    connection.close()
