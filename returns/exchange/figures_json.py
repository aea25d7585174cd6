"""The figures of a return as JSON (docs/figures-json.md), and back.

The models are the only description of the fields: the schema, the reader and the writer are made from them.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from heapq import nsmallest
from itertools import islice
from typing import Any

import jsonschema
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from returns.deadlines import HONG_KONG
from returns.editions import EDITIONS, reconcile
from returns.figures import LONGEST, Kind, Sort, read, store, why_unholdable
from returns.models import Answer, Issuer, MonthlyReturn, plain_stock_code
from returns.models.fields import CODE, SHORT, FigureField
from returns.parts import PARTS
from returns.sheet import MOST_ROWS, REMARKS, Sheet, read_in_currency, too_many_rows

FORMAT = "monthly-return/1"
# The most faults of a file that are listed.
MOST_FAULTS = 20
MOST_SHOWN = 200
MOST_BYTES = 20 * 1024 * 1024

HEAD_FIELDS = ("date_submitted", "issuer_name", "submitted_by", "title", "revision_reason", "depositary_receipts")
MOST_ANSWERS = 10_000
ANSWER_FIELDS = {"code": 10, "cell": 100, "reason": 10_000, "name": 200}


class CannotRead(Exception):
    """A file that is not a return; `reasons` gives the place of each fault and what is wrong."""

    def __init__(self, *reasons: tuple[str, str]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(f"{where}: {why}" for where, why in reasons))


def _most(model: type[models.Model], name: str) -> int:
    model_field = model._meta.get_field(name)
    assert isinstance(model_field, models.Field)
    assert model_field.max_length
    return model_field.max_length


def _text(most: int) -> dict[str, Any]:
    return {"type": ["string", "null"], "maxLength": most}


def _field_schema(model_field: Any) -> dict[str, Any]:
    described: dict[str, Any] = {"description": str(model_field.verbose_name)}
    if isinstance(model_field, FigureField):
        kind = "date" if model_field.sort is Sort.DAY else model_field.sort.value
        described["description"] += f" ({kind}; Nil, N/A, blank or words)"
        return {**described, "type": ["string", "number", "null"], "maxLength": LONGEST}
    if model_field.choices:
        return {**described, "enum": [value for value, _label in model_field.flatchoices] + [""]}
    return {**described, **_text(model_field.max_length)}


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def schema() -> dict[str, Any]:
    """The JSON Schema of a return's figures."""
    head = {name: _field_schema(MonthlyReturn._meta.get_field(name)) for name in HEAD_FIELDS}
    properties: dict[str, Any] = {
        "format": {"const": FORMAT},
        "edition": {"enum": sorted(EDITIONS)},
        "issuer": _object(
            {
                "name": {**_text(_most(Issuer, "name")), "type": "string", "minLength": 1},
                "stock_code": {"type": "string", "pattern": r"^0*[1-9][0-9]{0,4}$(?!\n)", "maxLength": CODE},
                "board": {"enum": Issuer.Board.values},
            },
            ["name", "stock_code"],
        ),
        "head": _object(
            {
                "month_ended": {
                    "type": "string",
                    "maxLength": LONGEST,
                    "description": "For the month ended: 2024-11-30 or 30/11/2024",
                },
                "revision": {
                    "type": "string",
                    "pattern": r"^[0-9]{1,3}$(?!\n)",
                    "description": "0 for the first filing",
                },
                "not_applicable": {"type": "array", "items": {"enum": sorted(PARTS)}, "uniqueItems": True},
                "confirmations": {"type": "array", "items": {**_text(SHORT), "type": "string"}, "maxItems": 20},
                **head,
            },
            ["month_ended"],
        ),
        "remarks": _object({name: _text(_most(MonthlyReturn, name)) for name in REMARKS}, []),
    }
    for part in PARTS:
        cells = {f.name: _field_schema(f) for f in PARTS[part].fields}
        properties[part] = {"type": "array", "maxItems": MOST_ROWS, "items": _object(cells, [])}
    answer = {name: {**_text(most), "type": "string", "minLength": 1} for name, most in ANSWER_FIELDS.items()}
    at = {"type": "string", "format": "date-time", "maxLength": LONGEST}
    properties["answers"] = {
        "type": "array",
        "maxItems": MOST_ANSWERS,
        "description": "Why a named person accepts a warning",
        "items": _object(answer | {"at": at}, list(ANSWER_FIELDS)),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Monthly Return on Movements in Securities: figures",
        **_object(properties, ["format", "edition", "issuer", "head"]),
    }


def dump(sheet: Sheet, *, answers: bool = True) -> str:
    """The figures of a Sheet as JSON text; the same figures always make the same text. Blank cells are left out.

    Explanations of warnings are included unless a change has made them void.
    """
    head = sheet.head
    data: dict[str, Any] = {
        "format": FORMAT,
        "edition": head.edition,
        "issuer": {"name": head.issuer.name, "stock_code": head.issuer.stock_code, "board": head.issuer.board},
        "head": {
            "month_ended": head.month_ended.isoformat(),
            "revision": str(head.revision),
            "not_applicable": sorted(head.not_applicable),
            "confirmations": list(head.confirmations),
            **_stated(head, [MonthlyReturn._meta.get_field(name) for name in HEAD_FIELDS]),
        },
        "remarks": {name: getattr(head, name) for name in REMARKS if getattr(head, name)},
    }
    for part in PARTS:
        data[part] = [_stated(row, PARTS[part].fields) for row in sheet.rows(part)]
    if answers and sheet.answers:
        valid = [warning.answer for warning in reconcile(sheet).warnings if warning.answer]
        data["answers"] = [_answer(answer) for answer in {id(answer): answer for answer in valid}.values()]
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _answer(answer: Answer) -> dict[str, str]:
    stated = {name: getattr(answer, name) for name in ANSWER_FIELDS}
    return stated | ({"at": answer.answered_at.isoformat()} if answer.answered_at else {})


def _stated(row: models.Model, row_fields: Sequence[Any]) -> dict[str, str]:
    texts = {}
    for f in row_fields:
        value = getattr(row, f.name)
        texts[f.name] = store(value) if isinstance(f, FigureField) else value
    return {name: text for name, text in texts.items() if text}


def load(content: bytes) -> Sheet:
    """Read a return's figures from JSON; nothing is stored.

    Raises CannotRead with the line, or the path in the file, and the reason.
    """
    data = _parse(content)
    found = jsonschema.Draft202012Validator(schema()).iter_errors(data)
    if faults := nsmallest(MOST_FAULTS, found, key=lambda fault: fault.json_path):
        raise CannotRead(*[(_path(fault.absolute_path), _reason(fault)) for fault in faults])
    if outside := list(islice(_outside(data), MOST_FAULTS)):
        raise CannotRead(*outside)
    sheet = _sheet(data)
    for part in PARTS:
        for row in sheet.rows(part):
            for name, value in read_in_currency(row).items():
                setattr(row, name, value)
    return sheet


def _outside(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Figures in cells that the edition does not have: they would be filed, but neither printed nor checked."""
    edition = EDITIONS[data["edition"]]
    why = _("The %s has no such cell: it would be neither printed nor proved.") % edition.name
    for name in ("depositary_receipts", "confirmations"):
        if data["head"].get(name) and name not in edition.fields["head"]:
            yield f"head.{name}", why
    for part in PARTS:
        has = edition.cells(part)
        for place, row in enumerate(data.get(part, [])):
            for name, text in row.items():
                if name not in has and (text or "").strip():
                    yield f"{part}[{place}].{name}", why


def load_filed(figures: str) -> Sheet:
    """The figures of a filing. This program wrote them and they never change, so they are not validated again."""
    return _sheet(json.loads(figures))


def _sheet(data: dict[str, Any]) -> Sheet:
    head = data["head"]
    month_ended = read(head["month_ended"], Sort.DAY)
    if month_ended.kind is not Kind.DAY or month_ended.day is None:
        raise CannotRead(("head.month_ended", _("“%s” is not a date such as 30/11/2024.") % head["month_ended"]))
    issuer = Issuer(
        name=data["issuer"]["name"],
        stock_code=plain_stock_code(data["issuer"]["stock_code"]),
        board=data["issuer"].get("board", Issuer.Board.MAIN),
    )
    monthly_return = MonthlyReturn(
        issuer=issuer,
        edition=data["edition"],
        month_ended=month_ended.day,
        revision=int(head.get("revision", "0")),
        not_applicable=head.get("not_applicable", []),
        confirmations=head.get("confirmations", []),
        **_values(MonthlyReturn, {"issuer_name": issuer.name} | {k: head[k] for k in HEAD_FIELDS if k in head}),
        **{name: text or "" for name, text in data.get("remarks", {}).items()},
    )
    rows = {
        name: [part.model(position=place, **_values(part.model, row)) for place, row in enumerate(data.get(name, []))]
        for name, part in PARTS.items()
    }
    sheet = Sheet.of(monthly_return, rows)
    for given in data.get("answers", []):
        stated = {name: given[name] for name in ANSWER_FIELDS}
        answer = Answer(**stated)
        if "at" in given:
            answer.answered_at = _moment(given["at"])
        sheet.answers.append(answer)
    return sheet


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise CannotRead(("answers", _("“%s” is not a time such as 2024-12-04T09:30:00+08:00.") % text)) from fault
    return moment if moment.tzinfo else moment.replace(tzinfo=HONG_KONG)


def _values(model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
    values = {}
    for name, text in row.items():
        model_field = model._meta.get_field(name)
        # Each text is read once, as from the database: most cells of a return hold the same few values.
        values[name] = (
            model_field.from_db_value(text, None, None) if isinstance(model_field, FigureField) else text or ""
        )
    return values


def _parse(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise CannotRead(("file", _("The file is larger than %d MB.") % (MOST_BYTES // 1024 // 1024)))
    try:
        # Numbers stay text as written, so that no float ever represents a figure.
        data = json.loads(
            content.decode("utf-8-sig"),
            parse_int=str,
            parse_float=str,
            parse_constant=_no_constant,
            object_pairs_hook=_no_duplicates,
        )
        unholdable = list(islice(_unholdable(data, ()), MOST_FAULTS))
    except json.JSONDecodeError as fault:
        where = _("line %(line)d, column %(column)d") % {"line": fault.lineno, "column": fault.colno}
        raise CannotRead((where, fault.msg)) from fault
    except UnicodeDecodeError as fault:
        raise CannotRead((_("byte %d") % fault.start, _("The file is not UTF-8 text."))) from fault
    except RecursionError as fault:
        raise CannotRead(("file", _("The file is nested too deeply to be a return."))) from fault
    if unholdable:
        raise CannotRead(*unholdable)
    if not isinstance(data, dict):
        raise CannotRead(("file", _("Expected one JSON object, a return.")))
    return data


def _unholdable(data: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, str]]:
    """Texts that no document can hold, with their path: half a surrogate pair is valid JSON, but not text."""
    if isinstance(data, str):
        if why := why_unholdable(data, most=None):
            yield _path(path), why
    elif isinstance(data, list):
        for place, each in enumerate(data):
            yield from _unholdable(each, (*path, place))
    elif isinstance(data, dict):
        for name, each in data.items():
            if why := why_unholdable(name, most=None):
                yield _path(path), why
            else:
                yield from _unholdable(each, (*path, name))


def _no_constant(name: str) -> None:
    raise CannotRead(("file", _("%s is not a figure.") % name))


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise CannotRead((Truncator(twice).chars(MOST_SHOWN), _("The name appears twice in one object.")))
    return found


def _path(steps: Iterable[str | int]) -> str:
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return path.lstrip(".") or "file"


def _reason(fault: jsonschema.ValidationError) -> str:
    match fault.validator:
        case "const" if list(fault.absolute_path) == ["format"]:
            return _("Expected “%s”.") % FORMAT
        case "maxLength":
            return why_unholdable(fault.instance, fault.validator_value)
        case "maxItems" if fault.validator_value == MOST_ROWS:
            return too_many_rows(len(fault.instance))
        case "maxItems":
            return _("Expected at most %d of them.") % fault.validator_value
        case _:
            # The message quotes its value, which may be a whole file.
            return Truncator(fault.message).chars(MOST_SHOWN)
