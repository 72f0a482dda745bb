"""Cases that were worked by hand, one file a calculator: read here, checked by the tests beside."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Case = dict[str, Any]


def cases(name: str) -> list[Case]:
    """The cases of a file; each has a ``name`` and a ``why`` that shows its working."""
    found: list[Case] = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))["case"]
    assert len({case["name"] for case in found}) == len(found)
    assert all(case["why"] for case in found)
    return found


def named(case: Case) -> str:
    """For pytest: what the case is about."""
    return str(case["name"])


def asked(case: Case) -> dict[str, Any]:
    """The question as the command reads it."""
    return dict(json.loads(case["asked"], parse_float=Decimal))
