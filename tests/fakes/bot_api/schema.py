"""Is this request, or this answer, made as the Bot API's own field list says?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

# Fields that both client libraries send but the list no longer names (they are accepted by the real server).
# Each has its day, so that a stale exception is noticed. None was needed on 2026-11-21.
ALLOWED_BESIDES: Mapping[str, frozenset[str]] = {}

_PRIMITIVES: Mapping[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
}


@cache
def facts() -> Any:
    """The stored field list: ``methods``, ``types``, ``returns``, ``other_methods``, ``version``."""
    return json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))


def knows(method: str) -> bool:
    """Whether the Bot API has such a method at all (this fake may still not play it)."""
    return method in facts()["methods"] or method in facts()["other_methods"]


def value_fits(value: object, types: str) -> bool:
    """Whether a parsed value has one of ``types`` (``"Integer|String"``, ``"Array of X"``, a named type)."""
    return any(_fits_one(value, one) for one in types.lstrip("!").split("|"))


def _fits_one(value: object, one: str) -> bool:
    if one.startswith("Array of "):
        return isinstance(value, list) and all(_fits_one(item, one.removeprefix("Array of ")) for item in value)
    if one in _PRIMITIVES:
        if isinstance(value, bool):
            return one in ("Boolean", "True")
        return isinstance(value, _PRIMITIVES[one])
    known = facts()["types"].get(one)
    if isinstance(known, list):
        return any(_fits_one(value, sub) for sub in known)
    return known is not None and isinstance(value, dict) and not problems_of_object(value, known)


def problems_of_object(value: Mapping[str, object], fields: Mapping[str, str]) -> list[str]:
    """What is wrong with a JSON object: unknown fields, missing required ones, wrong types."""
    problems = [f"unknown field {name!r}" for name in value if name not in fields]
    problems += [f"missing field {name!r}" for name, types in fields.items() if types[0] == "!" and name not in value]
    problems += [
        f"field {n!r} has a wrong type" for n, v in value.items() if n in fields and not value_fits(v, fields[n])
    ]
    return problems


def read_fields(
    method: str, sent: Mapping[str, object], files: Mapping[str, object]
) -> tuple[dict[str, Any], list[str]]:
    """Typed fields of a request and what is wrong with it.

    Form fields arrive as strings, and the real server takes JSON text inside a JSON string too: where the list allows no
    String, the text is read as JSON. ``files`` are the uploaded parts; ``attach://part`` must name one of them.
    """
    fields = facts()["methods"][method]
    typed: dict[str, Any] = {}
    problems: list[str] = []
    for name, value in sent.items():
        if name not in fields:
            if name not in ALLOWED_BESIDES.get(method, ()):
                problems.append(f"unknown field {name!r}")
            continue
        typed[name], problem = _read_value(name, value, fields[name].lstrip("!"), files)
        problems += problem
    for name, types in fields.items():
        if name in files and "InputFile" in types:
            typed[name] = f"attach://{name}"
        elif types[0] == "!" and name not in sent:
            problems.append(f"missing field {name!r}")
    used = {str(value).removeprefix("attach://") for value in typed.values() if str(value).startswith("attach://")}
    problems += [f"file part {name!r} is not used by any field" for name in files if name not in used]
    return typed, problems


def _read_value(name: str, value: object, types: str, files: Mapping[str, object]) -> tuple[Any, list[str]]:
    if isinstance(value, str) and "InputFile" in types:
        part = value.removeprefix("attach://")
        missing = value.startswith("attach://") and part not in files
        return value, [f"field {name!r} names a file part that was not sent"] if missing else []
    if isinstance(value, str) and "Integer" in types.split("|") and value.lstrip("-").isdigit():
        return int(value), []
    if isinstance(value, str) and "String" not in types.split("|"):
        try:
            value = json.loads(value)
        except ValueError:
            return value, [f"field {name!r} is not JSON"]
    return value, [] if value_fits(value, types) else [f"field {name!r} has a wrong type"]
