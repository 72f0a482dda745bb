"""The officers' pages ask the books only through rules that know who asks."""

from __future__ import annotations

import ast
from pathlib import Path

import bot.officers

PAGES = sorted(Path(bot.officers.__file__).parent.rglob("*.py"))
FORBIDDEN = ("sqlalchemy", "casework.tables", "casework.db.prepared")
HARMLESS = {("door", "sqlalchemy.exc"), ("under_way", "sqlalchemy.exc")}  # the books out of reach


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    found = {one.module or "" for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
    return found | {name.name for one in ast.walk(tree) if isinstance(one, ast.Import) for name in one.names}


def test_no_page_writes_a_query_of_its_own() -> None:
    found = {(path.stem, module) for path in PAGES for module in imported(path) if module.startswith(FORBIDDEN)}
    assert found - HARMLESS == set()
    assert len(PAGES) > 10


def test_every_query_of_the_module_that_pages_ask_takes_its_condition() -> None:
    """Each function of ``casework.in_sight`` that selects from a table with a rule names ``in_sight``."""
    from casework import in_sight, scope

    tree = ast.parse(Path(in_sight.__file__).read_text("utf-8"))
    for function in [one for one in tree.body if isinstance(one, ast.FunctionDef)]:
        calls = {
            one.func.id for one in ast.walk(function) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
        }
        named = {one.id for one in ast.walk(function) if isinstance(one, ast.Name)}
        if "select" in calls and named & scope._RULES.keys():
            wider = {"decision_to_look_at": "in_sight_to_look"}  # one page, for half an hour
            assert wider.get(function.name, "in_sight") in calls, function.name
