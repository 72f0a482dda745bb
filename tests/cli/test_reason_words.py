"""Whatever the product can write as the reason of a step or a message, officers read it in Vietnamese.

The reasons are found in the source itself: what is given as ``reason`` or ``why``, what the guards say, what the tables of
conditions and ends hold. So a reason that somebody adds tomorrow turns this red until it has words.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import ModuleType

from bot.cli.campaign_reasons import WHY, why
from bot.cli.campaign_standing import PAUSED_WORDS
from bot.cli.shown import HELD_WORDS
from bot.cli.why_words import LOOKED_AT, MESSAGE_WORDS, STEP_WORDS, TRY_WORDS
from messages.outbox import Guard, State
from scheduler.bell.appointments import BEFORE
from scheduler.delivery import senders
from scheduler.guards import training
from scheduler.guards.brake_log import Why as Brake
from scheduler.guards.holding import Why as Held
from scheduler.steps import anchor_facts, laying, reasons, sequence
from scheduler.steps import step as steps
from scheduler.steps.schedule import MERGED

ROOT = Path(__file__).parents[2]
WORD = re.compile(r"[a-z]+(_[a-z]+)*")  # what a sender says itself is a sentence in its channel's language
REFUSES = {"never", "later", "_later", "settle", "end_pending", "cancel_what_waits", "_end"}
"""Functions whose arguments are reasons."""
OF_THE_REHEARSAL = "rehearsal"  # its own invented channel, whose words nobody keeps


def _modules() -> Iterator[tuple[ModuleType, ast.Module]]:
    for path in sorted((ROOT / "scheduler").rglob("*.py")):
        if path.name != "__main__.py" and OF_THE_REHEARSAL not in path.parts:
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            yield importlib.import_module(name), ast.parse(path.read_text("utf-8"))


def _strings(node: ast.expr, module: ModuleType) -> Iterator[str]:
    """The words that the expression may stand for, as far as they are written down; values of enums are states, not reasons."""
    match node:
        case ast.Constant(value=str(word)):
            yield word
        case ast.Name() | ast.Attribute():
            found = _value(node, module)
            if isinstance(found, str) and not isinstance(found, Enum):
                yield found
        case ast.IfExp(body=one, orelse=other):
            yield from _strings(one, module)
            yield from _strings(other, module)
        case ast.BoolOp(values=several):
            for one in several:
                yield from _strings(one, module)


def _value(node: ast.expr, module: ModuleType) -> object:
    if isinstance(node, ast.Name):
        return getattr(module, node.id, None)
    if isinstance(node, ast.Attribute) and node.attr != "value":
        return getattr(_value(node.value, module), node.attr, None)
    return None


def _given(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions of this node that are reasons."""
    match node:
        case ast.Call(func=called, args=given, keywords=named):
            yield from (one.value for one in named if one.arg in ("reason", "why"))
            if (called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")) in REFUSES:
                yield from given
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant) and key.value in ("reason", "why"):
                    yield value
        case ast.Tuple(
            elts=[ast.Constant(value=str()) as word, ast.BoolOp() | ast.Compare() | ast.Attribute() | ast.UnaryOp()]
        ):
            yield word  # (reason, whether it is so)


def _written() -> set[str]:
    found = {
        word
        for module, tree in _modules()
        for node in ast.walk(tree)
        for expression in _given(node)
        for word in _strings(expression, module)
    }
    found |= {word for name, word in vars(reasons).items() if name.isupper()}
    found |= {*sequence.ENDED, *sequence.UNMET, *anchor_facts.OVER, *laying.RECONSIDERED, training.SUPPRESSED}
    return {word for word in found if WORD.fullmatch(word)}


def test_the_source_was_read() -> None:
    assert {
        "deceased",
        "wave_over",
        "quiet_hours",
        "ended_promised",
        "was_answered",
        "made_too_late",
        "restored",
    } <= _written()


def test_every_reason_that_can_be_written_has_words() -> None:
    assert sorted(_written() - WHY.keys()) == []


def test_what_is_composed_is_told_in_words_too() -> None:
    assert why(f"{MERGED}3") == "gộp vào bước 3"
    for before in BEFORE:
        assert "_" not in why(f"{MERGED}{before.name}")
    assert why("deferred: claim_unheard").startswith("chưa gửi được, sẽ thử lại: tiến trình")
    assert why("Bad Gateway") == "Bad Gateway", "what a channel said itself is shown as it is"


def test_every_state_hold_brake_and_kind_of_answer_has_words() -> None:
    assert MESSAGE_WORDS.keys() == set(State)
    assert STEP_WORDS.keys() == set(steps.State)
    assert LOOKED_AT.keys() == set(Guard)
    assert HELD_WORDS.keys() == {one.value for one in Held}
    assert PAUSED_WORDS.keys() >= {one.value for one in Brake}
    answers = {kind.__name__.lower() for kind in senders.Outcome.__args__}
    assert answers <= TRY_WORDS.keys()
