"""A payment code is made in one place only, and only for an account that two people of the agency stand behind."""

from __future__ import annotations

import ast

from tests.floors.sources import nodes, trees

MAKERS = {"payment_qr", "write_payload"}
AT_THE_CASHIER = "handlers/pay.py"


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def test_only_the_dialogue_of_paying_makes_payment_codes() -> None:
    callers = {path for path, node in nodes() if _called(node) in MAKERS and path != "messages/payment_qr.py"}
    assert callers == {AT_THE_CASHIER}


def test_its_bank_and_account_come_from_the_approved_list_and_nowhere_else() -> None:
    functions = [
        node for node in ast.walk(trees()[AT_THE_CASHIER]) if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef)
    ]
    makers = [function for function in functions if any(_called(node) in MAKERS for node in ast.walk(function))]
    assert len(makers) == 1
    (call,) = [node for node in ast.walk(makers[0]) if _called(node) in MAKERS]
    assert isinstance(call, ast.Call)
    given = {word.arg: ast.unparse(word.value) for word in call.keywords}
    assert (given["bank"], given["account"]) == ("to.bank_bin", "to.number")
    assigned = {
        target.id: ast.unparse(node.value)
        for node in ast.walk(makers[0])
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert assigned["to"] == "accounts[0]"
    assert assigned["accounts"] == "live_accounts(turn.books)"
