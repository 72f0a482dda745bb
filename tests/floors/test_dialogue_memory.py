"""What dialogues remember between two turns lies in one place for each chat: two of them may not call different things alike."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.floors.sources import nodes, trees


def _names(path: str, key: ast.expr | None) -> Iterator[tuple[str, str]]:
    """What is remembered under this key, and the module that says so."""
    if isinstance(key, ast.Constant):
        yield str(key.value), path
    elif isinstance(key, ast.Name):
        yield from _defined(path, key.id)
    elif isinstance(key, ast.Attribute) and isinstance(key.value, ast.Name):
        yield from _defined(f"handlers/{key.value.id}.py", key.attr)


def _defined(path: str, name: str) -> Iterator[tuple[str, str]]:
    for node in trees()[path].body:
        if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == name for one in node.targets):
            yield str(ast.literal_eval(node.value)), path
        elif isinstance(node, ast.ImportFrom) and any(one.name == name for one in node.names):
            yield from _defined((node.module or "").replace(".", "/") + ".py", name)


def remembered() -> dict[str, set[str]]:
    """Where each name is said to be remembered."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, node in nodes():
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update_data":
            keys = [key for one in node.args if isinstance(one, ast.Dict) for key in one.keys]
            for key in keys:
                for name, where in _names(path, key):
                    found[name].add(where)
            for word in node.keywords:
                found[str(word.arg)].add(path)
    return found


def test_no_two_dialogues_remember_under_one_name() -> None:
    found = remembered()
    assert len(found) > 10
    assert {name: where for name, where in found.items() if len(where) > 1} == {}
