"""The guide and the glossary, and the help beside the parts of the editor."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from returns import filing
from returns.editions import EDITIONS
from returns.models import MonthlyReturn


def text_of(client: Client, address: str) -> str:
    """The text of a screen and of its buttons, in one line."""
    answer = client.get(address)
    assert answer.status_code == 200
    html = re.sub(r"(?s)<title>.*?</title>", " ", answer.content.decode())
    buttons = " ".join(re.findall(r'<input type="submit"[^>]* value="([^"]*)"', html))
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()) + f" {buttons}"


def test_what_the_guide_names_is_on_the_screens(november: MonthlyReturn, preparer: Client, approver: Client) -> None:
    named = re.findall(
        r'<b data-screen="(\w+)">\s*(.+?)\s*</b>', preparer.get("/help/").content.decode(), flags=re.DOTALL
    )
    screens = {"editor": text_of(preparer, "/3888/2009-11/")}
    filing.submit(november, november.issuer.memberships.get(role="preparer").user, november.version)
    screens["approve"] = text_of(approver, "/3888/2009-11/approve")
    filing.approve(november, november.issuer.memberships.get(role="approver").user, november.version)
    filing.file_alone(november, None)
    screens["home"] = text_of(preparer, "/")
    screens["finalised"] = text_of(preparer, "/3888/2009-11/")
    screens["archive"] = text_of(preparer, "/3888/")
    filing.start(november.issuer, date(2009, 12, 31), None)
    screens["nil"] = text_of(preparer, "/3888/2009-12/quiet")
    assert len(named) > 5
    assert [(screen, words) for screen, words in named if words not in screens[screen]] == []


def test_the_pictures_of_the_guide_are_there_in_their_size(preparer: Client) -> None:
    guide = preparer.get("/help/").content.decode()
    pictures = re.findall(r'src="/static/(help/\w+)[.\w]*\.png"\s+width="(\d+)"\s+height="(\d+)"', guide)
    assert len(pictures) == guide.count("<img")
    for name, *size in pictures:
        png = (settings.BASE_DIR / "static" / f"{name}.png").read_bytes()
        assert [int.from_bytes(png[at : at + 4]) for at in (16, 20)] == [int(each) for each in size]


def test_every_section_of_the_editor_says_what_it_asks_for(preparer: Client) -> None:
    page = preparer.get("/3888/2009-11/").content.decode()
    form = EDITIONS["2009"]
    assert set(form.help) == set(form.sections)
    assert page.count('class="part-help"') == len(form.sections)


def test_the_glossary_explains_each_state_of_a_return(preparer: Client) -> None:
    terms = re.findall(r"<dt[^>]*>(.+?)</dt>", preparer.get("/help/glossary").content.decode())
    assert len(terms) == len(set(terms)) > 40
    assert {str(label).capitalize() for label in MonthlyReturn.State.labels} <= set(terms)


@pytest.mark.django_db
def test_help_is_for_those_who_are_logged_in(client: Client) -> None:
    assert client.get("/help/").status_code == 302
