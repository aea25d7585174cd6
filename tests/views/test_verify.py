"""A PDF dropped on the page: genuine, altered or unknown; whose it is only to who may know."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from returns import filing, uploads
from returns.forms import verify
from returns.models import MonthlyReturn


@pytest.fixture
def filed(november: MonthlyReturn) -> bytes:
    """The PDF of Kingsoft's filing."""
    return bytes(filing.file_alone(november, None).pdf)


def told(client: Client, content: bytes, status: int = 200) -> str:
    """What the page says of a file."""
    answer = client.post("/verify", {"pdf": SimpleUploadedFile("return.pdf", content, "application/pdf")})
    assert answer.status_code == status
    return answer.content.decode()


def test_a_genuine_filing(preparer: Client, administrator: Client, filed: bytes) -> None:
    for client in (preparer, administrator):
        page = told(client, filed)
        assert "Genuine." in page
        assert "Kingsoft Corporation Limited" in page
        assert "30/11/2009" in page


def test_an_altered_filing(preparer: Client, filed: bytes) -> None:
    page = told(preparer, filed + b"\n% more")
    assert "Altered." in page
    assert "Kingsoft Corporation Limited" in page


def test_a_stranger_is_told_no_name(stranger: Client, filed: bytes) -> None:
    for content in (filed, filed + b"%"):
        page = told(stranger, content)
        assert "nothing more is told" in page
        assert "Kingsoft" not in page
        assert "2009" not in page


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing", b"\x00\xff", b"hello"])
def test_what_is_no_filing(preparer: Client, filed: bytes, content: bytes) -> None:
    assert "Unknown." in told(preparer, content)


def test_a_request_far_too_large_is_not_read(
    preparer: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST", 1000)
    told(preparer, b"%PDF" + b" " * 2000, 400)


def test_what_cannot_be_taken(preparer: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "The file is empty." in told(preparer, b"", 422)
    monkeypatch.setattr(verify, "LARGEST", 10)
    assert "The file is larger than" in told(preparer, b"%PDF-1.7 long", 422)
    assert "Choose the PDF to verify." in preparer.post("/verify", {}).content.decode()
