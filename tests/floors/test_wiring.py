"""What is declared is connected: dialogues, duties, guards, commands, roles."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiogram import Router
from aiogram.dispatcher.event.handler import FilterObject, HandlerObject
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import StatesGroup

from bot.__main__ import COMMANDS
from bot.roles import ALL, Role
from bot.wiring import Process
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from handlers.dialogues import DIALOGUES, FALLBACK
from messages.outbox import Guard
from scheduler.bell import ticker
from scheduler.bell.duties import DUTIES, TOPICS, Duty, run_duty
from scheduler.guards.at_sending import GUARDS
from tests.conftest import MONDAY_NINE
from tests.floors.sources import nodes
from tests.journeys.live import settings_of

sqlite_only = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def every_handler() -> Iterator[tuple[Router, HandlerObject]]:
    for dialogue in (*DIALOGUES, FALLBACK):
        for observer in dialogue.router.observers.values():
            for handler in observer.handlers:
                yield dialogue.router, handler


def every_filter() -> Iterator[tuple[Router, FilterObject]]:
    for router, handler in every_handler():
        for one in handler.filters or ():
            yield router, one
    for dialogue in (*DIALOGUES, FALLBACK):
        for observer in dialogue.router.observers.values():
            for root in observer._handler.filters or ():
                yield dialogue.router, root


def test_no_filter_and_no_handler_is_synchronous() -> None:
    """aiogram sends a synchronous one to a thread: a hop of 0.14 ms, and out of the turn's transaction."""
    assert [(router.name, repr(one.callback)) for router, one in every_filter() if not one.awaitable] == []
    assert [(router.name, repr(one.callback)) for router, one in every_handler() if not one.awaitable] == []
    assert sum(1 for _ in every_filter()) > 20
    assert sum(1 for _ in every_handler()) > 40


def test_no_router_answers_for_two_dialogues_or_has_routers_below_it() -> None:
    routers = [dialogue.router for dialogue in (*DIALOGUES, FALLBACK)]
    assert len({id(router) for router in routers}) == len(routers)
    assert [router.name for router in routers if router.sub_routers] == []


def test_every_kind_of_button_and_every_open_question_leads_to_a_dialogue() -> None:
    presses = {press for dialogue in (*DIALOGUES, FALLBACK) for press in dialogue.presses}
    states = {state for dialogue in (*DIALOGUES, FALLBACK) for state in dialogue.states}
    kinds = {kind.__prefix__ for kind in _of_the_dialogues(CallbackData)}
    assert sorted(kinds - presses) == []
    assert sorted(group.__name__ for group in _of_the_dialogues(StatesGroup) if group.__name__ not in states) == []
    assert len(kinds) > 20


def _of_the_dialogues(base: Any) -> set[Any]:
    found = {kind for kind in base.__subclasses__() if kind.__module__.startswith("handlers.")}
    return found.union(*(_of_the_dialogues(kind) for kind in found)) if found else found


def test_every_bare_button_named_in_the_code_leads_to_a_dialogue() -> None:
    presses = {press for dialogue in (*DIALOGUES, FALLBACK) for press in dialogue.presses}
    named = {
        (path, node.lineno, str(node.args[2].value).partition(":")[0])
        for path, node in nodes()
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "labelled"
        and len(node.args) > 2
        and isinstance(node.args[2], ast.Constant)
    }
    assert len(named) > 20
    assert sorted(one for one in named if one[2] not in presses) == []


@sqlite_only
async def test_one_ring_does_every_duty(db: Database, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: Counter[str] = Counter()

    def counted(books: Books, duty: Duty) -> bool:
        rung[duty.name] += 1
        return run_duty(books, duty)

    monkeypatch.setattr(ticker, "run_duty", counted)
    clock.set(MONDAY_NINE)
    due: datetime | None = await ticker.ring_once(db)
    assert rung == Counter(duty.name for duty in DUTIES)
    assert len(rung) == len(DUTIES), "two duties with one name"
    assert due is not None
    assert due > clock.now()


def test_whatever_wakes_the_bell_is_rung_by_somebody() -> None:
    rung = {
        node.args[0].value
        for _, node in nodes()
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == "ring"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    named = {importlib.import_module(module).TOPIC for module in ("scheduler.plans.campaigns", "handlers.inbox")}
    assert set(TOPICS) <= rung | named


def test_every_guard_that_a_message_can_name_has_its_check() -> None:
    assert set(GUARDS) == set(Guard)


@sqlite_only
def test_every_role_has_its_duties_and_no_name_stands_twice(db: Database, tmp_path: Path) -> None:
    token = "1:" + "x" * 30
    process = Process(settings_of(None, TELEGRAM_TOKEN=token, DATA_DIR=str(tmp_path)), db)
    names = {role: [name for name, _ in process.duties([role])] for role in ALL}
    assert names == {
        Role.HEAR: ["hear-1", "poll-telegram", "beats"],
        Role.SPEAK: ["speak-web", "speak-telegram", "journal", "beats"],
        Role.TICK: ["tick", "backup", "beats"],
        Role.WEB: ["web", "beats"],
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_in_the_overview_can_be_run(name: str) -> None:
    module = importlib.import_module(f"bot.cli.{COMMANDS[name][0]}")
    assert list(inspect.signature(module.run).parameters) == ["arguments"]
    assert list(inspect.signature(module.add_arguments).parameters) == ["parser"]
