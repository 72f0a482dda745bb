"""No sum is ever a float: seen on the syntax tree of every module that money goes through."""

from __future__ import annotations

import ast

import pytest

from tests.floors.sources import trees

# A module is about money if it names money or imports a module that works it out. What is left out, with its reason:
MONEY_WORDS = (
    "amount",
    "principal",
    "interest",
    "payment",
    "paid",
    "fee",
    "wage",
    "waive",
    "surplus",
    "payout",
    "đồng",
)
MONEY_ROOMS = (
    "casework/", "messages/", "handlers/pay", "bot/cli/compute", "bot/cli/payment", "bot/cli/payout", "bot/cli/agreement",
    "bot/cli/exemption", "bot/cli/obligation", "bot/cli/interest",
)  # fmt: skip
NOT_MONEY = {
    "messages/understand.py": "confidence of an answer, a likelihood",
}


def money_modules() -> list[str]:
    """Modules of the rooms where money is worked out or written, whose names or docstrings speak of money."""
    found = []
    for path, tree in trees().items():
        if path.startswith(MONEY_ROOMS) and path not in NOT_MONEY and _speaks_of_money(tree):
            found.append(path)
    return found


def _speaks_of_money(tree: ast.Module) -> bool:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names |= {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}
    words = {part for name in names for part in name.lower().split("_")}
    return bool(words & set(MONEY_WORDS)) or "đồng" in (ast.get_docstring(tree) or "")


def floats_in(tree: ast.AST) -> list[str]:
    """What could make a float of a sum: a float literal, the name ``float``, true division, ``round``, ``math``."""
    found = []
    asked = _asked_for(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, (float, complex)):
            found.append(f"line {node.lineno}: the literal {node.value}")
        elif isinstance(node, ast.Name) and node.id in ("float", "round") and node not in asked:
            found.append(f"line {node.lineno}: {node.id}")
        elif isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Div) and not _is_path(node):
            found.append(f"line {node.lineno}: true division")
        elif isinstance(node, (ast.Import, ast.ImportFrom)) and _imports_math(node):
            found.append(f"line {node.lineno}: math")
    return found


def _asked_for(tree: ast.AST) -> set[ast.AST]:
    """The kinds in ``isinstance(value, float)``: that is how a float is found and refused."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) == 2]
    checks = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "isinstance"]
    return {part for check in checks for part in ast.walk(check.args[1])}


def _is_path(node: ast.BinOp | ast.AugAssign) -> bool:
    """A part of a path is put on with a text: ``folder / "file"``."""
    right = node.right if isinstance(node, ast.BinOp) else node.value
    return isinstance(right, ast.JoinedStr) or (isinstance(right, ast.Constant) and isinstance(right.value, str))


def _imports_math(node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module in ("math", "statistics", "cmath")
    return any(name.name in ("math", "statistics", "cmath") for name in node.names)


def test_the_rule_finds_the_modules_that_money_goes_through() -> None:
    found = set(money_modules())
    surely = {
        "casework/money.py", "casework/interest.py", "casework/interest_of_decision.py", "casework/exemptions.py",
        "casework/enforcement_fee.py", "casework/income_floor.py", "casework/payment_order.py", "casework/payments.py",
        "casework/obligations.py", "casework/imports/amounts.py", "messages/vietnamese.py", "messages/payment_qr.py",
        "messages/typed_amount.py", "messages/interest_words.py", "bot/cli/compute_interest.py", "bot/cli/compute_fee.py",
        "bot/cli/compute_waiver.py", "bot/cli/compute_income.py",
    }  # fmt: skip
    assert surely - found == set()


def test_no_float_in_any_of_them() -> None:
    found = {path: floats for path in money_modules() if (floats := floats_in(trees()[path]))}
    assert found == {}


@pytest.mark.parametrize(
    "code",
    ["rate = 9.5", "x = 1e3", "x = float(y)", "x = a / b", "x /= 2", "x = round(y)", "import math", "from math import ceil",
     "kind = float", "x = 1j"],
)  # fmt: skip
def test_what_makes_floats_is_seen(code: str) -> None:
    assert floats_in(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "x = a // b",
        "x = Fraction(a, b)",
        "x = Decimal('9.5')",
        "x = folder / 'file.toml'",
        "isinstance(x, int | float)",
    ],
)
def test_what_is_exact_passes(code: str) -> None:
    assert floats_in(ast.parse(code)) == []
