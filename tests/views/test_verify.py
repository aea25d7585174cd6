"""A PDF dropped on the page: genuine, altered or unknown; whose it is only to who may know."""

import re
import zlib
from io import BytesIO
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader, PdfWriter

from returns import filing, uploads
from returns.forms import verify
from returns.models import MonthlyReturn
from returns.pdf.printing import stamp_of
from tests.filing.correcting import exercise, revise


@pytest.fixture
def filed(november: MonthlyReturn) -> bytes:
    """The PDF of Kingsoft's filing."""
    return bytes(filing.file_alone(november, None).pdf)


def answer_of(client: Client, content: bytes, status: int = 200) -> str:
    """What the page says of a file."""
    answer = client.post("/verify", {"pdf": SimpleUploadedFile("return.pdf", content, "application/pdf")})
    assert answer.status_code == status
    return answer.content.decode()


def test_a_genuine_filing(preparer: Client, administrator: Client, filed: bytes) -> None:
    for client in (preparer, administrator):
        page = answer_of(client, filed)
        assert "Authentic." in page
        assert "Kingsoft Corporation Limited" in page
        assert "30/11/2009" in page


def test_an_altered_filing(preparer: Client, filed: bytes) -> None:
    page = answer_of(preparer, filed + b"\n% more")
    assert "Altered." in page
    assert "Kingsoft Corporation Limited" in page


def test_a_stranger_learns_no_name(stranger: Client, filed: bytes) -> None:
    for content in (filed, filed + b"%"):
        page = answer_of(stranger, content)
        assert "no more is shown" in page
        assert "Kingsoft" not in page
        assert "2009" not in page


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing", b"\x00\xff", b"hello"])
def test_what_is_no_filing(preparer: Client, filed: bytes, content: bytes) -> None:
    assert "Unknown." in answer_of(preparer, content)


def test_a_request_far_too_large_is_not_read(
    preparer: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_READ", 1000)
    answer_of(preparer, b"%PDF" + b" " * 2000, 400)


def test_what_cannot_be_taken(preparer: Client, november: MonthlyReturn, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "The file is empty." in answer_of(preparer, b"", 422)
    monkeypatch.setattr(verify, "LARGEST", 10)
    assert "The file is larger than" in answer_of(preparer, b"%PDF-1.7 long", 422)
    assert "Choose the PDF to verify." in preparer.post("/verify", {}).content.decode()


def asked(client: Client, digest: str) -> str:
    """What the page says of the SHA-256 of figures."""
    answer = client.get("/verify", {"sha256": digest})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_code_on_a_print_leads_to_an_answer(preparer: Client, november: MonthlyReturn) -> None:
    filed = filing.file_alone(november, None)
    address = stamp_of(filing.sheet_of(november), filed.figures).address
    assert address == f"{settings.BASE_URL}/verify?sha256={filed.figures_sha256}"
    printed = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(bytes(filed.pdf))).pages)
    assert filed.figures_sha256 in printed
    assert f"{settings.BASE_URL}/verify" in printed
    path = address.removeprefix(settings.BASE_URL)
    page = preparer.get(path).content.decode()
    assert "Filed." in page
    assert "Kingsoft Corporation Limited" in page
    assert "30/11/2009" in page


def test_without_a_login_the_page_says_what_the_code_is_for_and_no_more(november: MonthlyReturn) -> None:
    digest = filing.file_alone(november, None).figures_sha256
    pages = [Client().get("/verify", {"sha256": asked_for}) for asked_for in (digest, "f" * 64)]
    filed, unknown = (page.content.decode().replace("f" * 64, digest) for page in pages)
    assert filed == unknown
    assert f'href="/login/?next={quote(f"/verify?sha256={digest}", safe="/")}"' in filed
    assert "The code at the foot of a Monthly Return that was filed here leads to this page." in filed
    assert "Kingsoft" not in filed
    assert Client().post("/verify")["Location"] == "/login/?next=/verify"


def test_figures_are_found_in_capitals_too(preparer: Client, administrator: Client, november: MonthlyReturn) -> None:
    digest = filing.file_alone(november, None).figures_sha256
    for client in (preparer, administrator):
        assert "Kingsoft" in asked(client, f" {digest.upper()} ")


def test_a_stranger_does_not_learn_whether_figures_were_filed(stranger: Client, november: MonthlyReturn) -> None:
    digest = filing.file_alone(november, None).figures_sha256
    pages, queries = [], []
    for each in (digest, "f" * 64):
        with CaptureQueriesContext(connection) as done:
            page = asked(stranger, each)
        pages.append(re.sub(r'value="\w+"', "", page.replace(each, "")))
        asks = [query["sql"] for query in done if "django_session" not in query["sql"]]
        queries.append([text.replace(each, "") for text in asks])
    assert pages[0] == pages[1]
    assert queries[0] == queries[1]
    assert "Not found." in pages[0]


def test_guessed_figures_attached_to_a_pdf_tell_a_stranger_nothing(
    preparer: Client, stranger: Client, november: MonthlyReturn
) -> None:
    figures = filing.file_alone(november, None).figures
    guess = PdfWriter()
    guess.add_blank_page(100, 100)
    guess.add_attachment("figures.json", figures.encode())
    written = BytesIO()
    guess.write(written)
    assert "Altered." in answer_of(preparer, written.getvalue())
    assert "Unknown." in answer_of(stranger, written.getvalue())


@pytest.mark.parametrize("digest", ["", "x", "f" * 63, "g" * 64, "\0", "f" * 65, "٠" * 64])
def test_what_is_no_sha256(preparer: Client, digest: str) -> None:
    assert "This is not a SHA-256." in asked(preparer, digest)


def test_figures_that_were_never_filed(preparer: Client) -> None:
    assert "No filing of an issuer whose returns you may see has figures with this SHA-256." in asked(
        preparer, "f" * 64
    )


def test_a_filing_that_was_superseded_says_so(preparer: Client, november: MonthlyReturn) -> None:
    pdf = bytes(filing.file_alone(november, None).pdf)
    revise(november, exercise)
    page = answer_of(preparer, pdf)
    assert "Authentic." in page
    assert "superseded by revision 1" in page
    assert 'href="/3888/2009-11/?revision=1"' in page


def bomb(size: int) -> bytes:
    """A small PDF with an attachment that takes `size` MB once it is unpacked."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _mb in range(size)) + packer.flush()
    attached = b"<</Type/EmbeddedFile/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]>>",
        b"<</Type/Filespec/F(a)/UF(a)/EF<</F 5 0 R>>>>",
        attached,
    ]
    content, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj%bendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(content)
    return content + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def test_a_pdf_that_unpacks_without_end_is_unknown_and_harms_nobody(
    preparer: Client, filed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        # Stopped then, if not before for want of memory; what is whole has all the time that it needs.
        patch.setattr(settings, "PDF_TIMEOUT", 20)
        assert "Unknown." in answer_of(preparer, bomb(2500))
    assert "Altered." in answer_of(preparer, filed + b"%")


def test_a_pdf_of_any_number_of_identifiers_is_read(preparer: Client, filed: bytes) -> None:
    many = b"".join(b"/ID[<%08x><00>]\n" % number for number in range(300_000))
    assert "Unknown." in answer_of(preparer, b"%PDF-1.7\n" + many)
    assert "Altered." in answer_of(preparer, filed + many)


def test_what_is_no_pdf_sounds_no_alarm(preparer: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert "Unknown." in answer_of(preparer, b"%PDF-1.7 nothing")
    assert caplog.records == []


def test_a_file_far_too_large_is_left_out_and_the_page_says_so(preparer: Client) -> None:
    large = SimpleUploadedFile("large.pdf", b"%PDF-" + bytes(50 * 1024 * 1024), "application/pdf")
    answer = preparer.post("/verify", {"pdf": large})
    assert answer.status_code == 422
    assert "The file is larger than 20" in answer.content.decode()
