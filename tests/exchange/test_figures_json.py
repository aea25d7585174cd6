"""Figures as JSON: what is written is read again, and what is no return is refused with place and reason."""

import contextlib
import gc
import itertools
import json
import re
import tracemalloc
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from returns.editions import EDITIONS
from returns.exchange.figures_json import CannotRead, dump, load, load_filed, schema
from returns.figures import LONGEST, Kind
from returns.models import OptionScheme
from returns.models.fields import _kept as kept
from returns.sheet import Sheet

CASE = (Path(__file__).parent.parent / "cases" / "kingsoft-2009-11.json").read_bytes()
DOCS = Path(__file__).parent.parent.parent / "docs"


def changed(**changes: Any) -> bytes:
    return json.dumps({**json.loads(CASE), **changes}).encode()


def test_the_real_filing_is_read_to_the_figure() -> None:
    sheet = load(CASE)
    assert sheet.head.issuer.stock_code == "3888"
    assert sheet.issued[0].closing.number == 1_094_047_133
    assert (sheet.issued[1].opening.kind, sheet.issued[1].movement.kind) == (Kind.NA, Kind.NIL)
    assert str(sheet.options[4].exercise_price.number) == "3.60"
    assert sheet.authorised[0].opening_par.number is not None
    assert sheet.warrants == []


def test_what_is_written_is_read_again(kingsoft: Sheet) -> None:
    text = dump(kingsoft)
    assert dump(load(text.encode())) == text


def test_the_schema_in_the_documents_is_the_one_in_force() -> None:
    assert json.loads((DOCS / "figures.schema.json").read_text()) == schema()
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(CASE), schema())


def test_the_page_lists_every_name_and_what_is_required() -> None:
    page = (DOCS / "figures-json.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`([\w.]+)`", page))
    properties = schema()["properties"]
    assert set(properties) - listed == set()
    for part in (properties["issuer"], properties["head"], properties["answers"]["items"]):
        assert set(part["properties"]) - listed == set()
    [must] = re.findall(r"Only (.+?) must be there", page, re.DOTALL)
    named = re.findall(r"`([\w.]+)`", must)
    assert {name.partition(".")[0] for name in named} == set(schema()["required"])
    required = {f"{part}.{name}" for part in ("issuer", "head") for name in properties[part]["required"]}
    assert {name for name in named if "." in name} == required


def test_numbers_may_be_bare_and_keep_every_digit() -> None:
    text = CASE.replace(b'"1,094,047,133"', b"9007199254740993").replace(b'"0.0353"', b"0.10000000000000000001")
    sheet = load(text)
    assert sheet.issued[0].closing.number == 9_007_199_254_740_993
    assert str(sheet.options[0].exercise_price.number) == "0.10000000000000000001"


def test_a_figure_that_cannot_be_read_comes_along_as_typed() -> None:
    figure = load(CASE.replace(b'"871,000"', b'"abc"', 1)).issued[0].movement
    assert (figure.kind, figure.text) == (Kind.UNREAD, "abc")


@pytest.mark.parametrize(
    ("part", "name", "stated"),
    [
        ("issued", "treasury_closing", "999"),
        ("issued", "public_float", "sufficient"),
        ("options", "may_be_granted", "Nil"),
        ("totals", "treasury", "0"),
        ("head", "depositary_receipts", "None."),
        ("head", "confirmations", ["All conditions are fulfilled."]),
    ],
)
def test_what_the_form_has_no_cell_for_is_not_taken_along_unproved(part: str, name: str, stated: Any) -> None:
    data = json.loads(CASE)
    (data["head"] if part == "head" else data[part][0])[name] = stated
    with pytest.raises(CannotRead) as refused:
        load(json.dumps(data).encode())
    where = f"head.{name}" if part == "head" else f"{part}[0].{name}"
    assert refused.value.reasons == (
        (where, "The 2009 edition has no such cell: it would be neither printed nor proved."),
    )


def test_a_part_has_at_most_two_thousand_rows_but_what_was_filed_is_read() -> None:
    data = json.loads(CASE)
    data["options"] = [data["options"][0]] * 2_000
    assert len(load(json.dumps(data).encode()).options) == 2_000
    data["options"].append(data["options"][0])
    with pytest.raises(CannotRead) as refused:
        load(json.dumps(data).encode())
    assert refused.value.reasons == (
        (
            "options",
            "A part has at most 2,000 rows, and this would make 2,001. Combine rows that can be stated together, such "
            "as grants under one scheme at one price.",
        ),
    )
    assert len(load_filed(json.dumps(data)).options) == 2_001


def test_a_cell_of_another_form_may_be_there_blank() -> None:
    data = json.loads(CASE)
    data["issued"][0] |= {"treasury_closing": "", "public_float": None}
    data["head"] |= {"depositary_receipts": "", "confirmations": []}
    assert dump(load(json.dumps(data).encode())) == dump(load(CASE))


def test_what_the_rules_ask_for_beside_the_form_is_read() -> None:
    data = json.loads(CASE)
    data["options"][0]["existing_shares"] = "1,000"
    assert load(json.dumps(data).encode()).options[0].existing_shares.number == 1000


@pytest.mark.parametrize(
    ("content", "where", "why"),
    [
        (b'{\n "format": "monthly-return/1",\n}', "line 3, column 1", "Expecting property name"),
        (b"", "line 1, column 1", "Expecting value"),
        (b"[]", "file", "Expected one JSON object"),
        (b"\xff\xfe", "byte 0", "not UTF-8"),
        (b'{"a": 1, "a": 2}', "a", "appears twice"),
        (b'{"a": NaN}', "file", "NaN is not a figure"),
        (b'{"a": "\\ud800"}', "a", "Character 1 is U+D800, a control character or not a character at all. Delete it."),
        (b'{"a": [0, {"b\\u0001": 1}]}', "a[1]", "Character 2 is U+0001"),
        (b"[" * 100_000, "file", "nested too deeply"),
        (changed(format="monthly-return/9"), "format", "Expected “monthly-return/1”"),
        (changed(edition="1066"), "edition", f"is not one of {list(EDITIONS)}"),
        (changed(colour="red"), "file", "'colour' was unexpected"),
        (changed(issuer={"name": "X"}), "issuer", "'stock_code' is a required property"),
        (changed(issuer={"name": "X", "stock_code": "0"}), "issuer.stock_code", "does not match"),
        (changed(head={"month_ended": "31/02/2009"}), "head.month_ended", "is not a date"),
        (changed(options=[{}, {"granted": True}]), "options[1].granted", "is not of type"),
        (changed(options=[{"grantd": "1"}]), "options[0]", "'grantd' was unexpected"),
        (changed(options=[{"name": "a\0b"}]), "options[0].name", "Character 2 is U+0000"),
        (changed(options={}), "options", "is not of type 'array'"),
        (changed(other_movements=[{"type": "gift"}]), "other_movements[0].type", "is not one of"),
        (changed(authorised=[{"currency": "x" * 11}]), "authorised[0].currency", "11 characters long; at most 10"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_return_is_refused_with_place_and_reason(content: bytes, where: str, why: str) -> None:
    with pytest.raises(CannotRead) as refusal:
        load(content)
    place, reason = refusal.value.reasons[0]
    assert place == where
    assert why in reason


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail_otherwise(content: bytes) -> None:
    with pytest.raises(CannotRead):
        load(content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(["issuer", "head", "remarks", "options", "totals", "format"]), json_values)
def test_no_value_in_any_place_makes_the_reader_fail_otherwise(name: str, value: Any) -> None:
    content = json.dumps({**json.loads(CASE), name: value}).encode()
    with contextlib.suppress(CannotRead):
        assert dump(load(content))


def test_no_text_of_a_file_is_kept_in_memory_once_it_is_read() -> None:
    """What was read may be held by caches, by the faults of a schema, or by tracebacks: by none of them for good."""
    long_values = [
        b'"granted": "' + b"9 " * 50_000 + b'"',
        b'"granted": [' + b'"9",' * 5_000 + b'"x"]',
        b'"granted": "9\\u0000' + b"y" * 50_000 + b'"',
        b'"granted": "9' + b"y" * 150 + b'"',
    ]

    fresh = itertools.count(10**6)

    def read_once() -> None:
        for value in long_values * 2:
            # No text comes twice, so that a cache would grow by it.
            with contextlib.suppress(CannotRead):
                load(CASE.replace(b'"granted": "Nil"', value.replace(b"9", str(next(fresh)).encode(), 1), 1))

    assert CASE.count(b'"granted": "Nil"') > 1
    read_once()
    gc.collect()
    tracemalloc.start()
    try:
        for _round in range(2):
            read_once()
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for _round in range(2):
            read_once()
        gc.collect()
        after = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    # What stays of 16 files more, most of 50,000 characters, is less than one of them.
    assert after - before < 50_000


def test_the_cache_of_figures_holds_no_long_text() -> None:
    kept.cache_clear()
    for length in (1, LONGEST, LONGEST + 1, 1_000_000):
        assert OptionScheme._meta.get_field("granted").from_db_value("x" * length, None, None).text == "x" * length
    assert kept.cache_info().currsize == 2


def test_a_reason_quotes_no_whole_file() -> None:
    for content in (changed(edition="x" * 1_000_000), changed(options=[{"x" * 1_000_000: "1"}]), b'{"a": 1, "a": 2}'):
        with pytest.raises(CannotRead) as refused:
            load(content)
        assert len(str(refused.value)) < 500
