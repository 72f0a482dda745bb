"""How are the instalments of an agreement, or lines that fall due in parts, told: in short, and one after the other?

Kept or overdue is said as a fact, with what can be done; nobody is threatened with what an officer would decide.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby

from casework.books import Books
from casework.clock import today
from casework.decisions import PartyRole
from casework.obligations import DecisionView
from messages.due_plan import Plan, Step
from messages.library import Lang, say
from messages.line_words import what_of
from messages.vietnamese import day, dong, relative_day, short_day


def in_short(books: Books, plan: Plan, view: DecisionView, lang: Lang) -> list[str]:
    """A few sentences: what is due, what comes next and by which day."""
    if plan.signed_on is None:
        return [_parts_due(plan, lang), *_next(books, plan, lang)]
    signed = short_day(plan.signed_on, lang)
    side = "creditor" if view.role is PartyRole.CREDITOR else "debtor"
    if not plan.steps:
        return [say(lang, f"obligations.plan_agreed_{side}", signed=signed)]
    if plan.due:
        return [
            say(lang, "obligations.plan_due", signed=signed, amount=dong(plan.due, lang)),
            *_next(books, plan, lang),
            *_of_all(plan.due + plan.next_amount, view, lang),
            say(lang, f"obligations.plan_due_{side}"),
        ]
    if plan.next_on is None:
        return [say(lang, "obligations.plan_done", signed=signed)]
    kept = [say(lang, "obligations.plan_kept")] if plan.past else []
    coming = _coming(books, plan, plan.next_on, lang)
    coming_next = say(lang, "obligations.plan_next_signed", on=None, signed=signed, **coming)
    return [*kept, coming_next, *_of_all(plan.next_amount, view, lang)]


def whole(plan: Plan, view: DecisionView, lang: Lang) -> list[str]:
    """Every instalment or part with what is paid of it, and what is left of them together."""
    if plan.signed_on is None:
        head = say(lang, "obligations.plan_parts_head", number=view.number)
    else:
        head = say(lang, "obligations.plan_head", number=view.number, signed=short_day(plan.signed_on, lang))
    lines = [head]
    for place, steps in groupby(plan.steps, key=lambda step: step.line):
        lines += ["", *([] if place is None else [f"{what_of(view.lines[place - 1], lang)}:"])]
        lines += [_step(step, number, lang) for number, step in enumerate(steps, start=1)]
    left = sum(step.left for step in plan.steps)
    lines += ["", say(lang, "obligations.plan_left", left=dong(left, lang))]
    if plan.signed_on is None:
        return lines
    return [*lines, *_of_all(left, view, lang), say(lang, "obligations.plan_change")]


def _of_all(amount: int, view: DecisionView, lang: Lang) -> list[str]:
    """Why an agreement may name more than is left in the reader's own sums: others' own lines are in it too."""
    return [say(lang, "obligations.plan_of_all")] if amount > view.left else []


def _parts_due(plan: Plan, lang: Lang) -> str:
    if plan.due:
        return say(lang, "obligations.plan_parts_due", amount=dong(plan.due, lang))
    return say(lang, "obligations.plan_kept" if plan.past else "obligations.plan_parts")


def _next(books: Books, plan: Plan, lang: Lang) -> list[str]:
    if plan.next_on is None:
        return []
    return [say(lang, "obligations.plan_next", on=None, **_coming(books, plan, plan.next_on, lang))]


def _coming(books: Books, plan: Plan, on: date, lang: Lang) -> dict[str, str]:
    near = relative_day(on, today(books.clock), lang)
    return {"amount": dong(plan.next_amount, lang), "day": day(on, lang), "near": near}


def _step(step: Step, number: int, lang: Lang) -> str:
    amount = dong(step.amount, lang)
    if step.due_on is None:
        said = say(lang, "obligations.plan_at_once", place=number, amount=amount)
    else:
        said = say(lang, "obligations.plan_step", place=number, day=short_day(step.due_on, lang), amount=amount)
    if step.left == 0:
        return f"{said} {say(lang, 'obligations.line_settled')}"
    if step.left == step.amount:
        return said
    paid, left = dong(step.amount - step.left, lang), dong(step.left, lang)
    return f"{said} {say(lang, 'obligations.line_partly', paid=paid, left=left)}"
