"""How far has the reader's own decision come: the ten days, notice, rest or end, coercion, and the time to complain?

Said before an explanation, so each answer is one or two short sentences or nothing. Of coercion a debtor learns only what
spoils nothing: taking money from an account, and what was decided before the ten days were over (L25 Đ.72.1: assets being
hidden), is told once it is done. With several debtors the books do not say whose assets it concerns; then nothing is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from casework import coercion_queries
from casework.books import Books
from casework.clock import today
from casework.coercion_queries import Coercion, Measure
from casework.course_state import standing
from casework.deadlines import deadline_of, voluntary_period_end
from casework.decision_states import RESTING
from casework.decisions import PartyRole, Status
from casework.obligations import DecisionView
from casework.period_kinds import PeriodKind
from messages.fit import clipped
from messages.library import Lang, say
from messages.vietnamese import day, relative_day, short_day

_LONGEST_NUMBER = 40  # characters of a decision's number
_SUFFIX = {PartyRole.DEBTOR: "", PartyRole.CREDITOR: "_other"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """What is said of one decision. ``exact``: it is just what was asked about, and goes before what merely stands near."""

    lines: tuple[str, ...]
    exact: bool = True


Teller = Callable[[Books, DecisionView, Lang], Own | None]


def number_of(view: DecisionView) -> str:
    """The decision's number as it is said in a sentence."""
    return clipped(view.number, _LONGEST_NUMBER)


def period(books: Books, view: DecisionView, lang: Lang) -> Own | None:
    """The ten days (L25 Đ.36.1) of the reader, or for a creditor those of the other side; else how the decision stands."""
    if view.status is not Status.ENFORCING:
        return state(None)(books, view, lang)
    whose, number = _SUFFIX[view.role or PartyRole.DEBTOR], number_of(view)
    if view.served_on is None:
        return Own(lines=(say(lang, f"own_case.period_unknown{whose}", number=number), say(lang, "own_case.ask")))
    end = voluntary_period_end(books, view.served_on)
    last, now = day(end.last_day, lang), today(books.clock)
    if end.last_day < now:
        return Own(lines=(say(lang, f"own_case.period_over{whose}", number=number, day=last),), exact=False)
    key = f"own_case.period_forecast{whose}" if end.unconfirmed_year else f"own_case.period_ahead{whose}"
    return Own(lines=(say(lang, key, number=number, day=last, near=relative_day(end.last_day, now, lang)),))


def notice(_: Books, view: DecisionView, lang: Lang) -> Own | None:
    """The day that counts as valid notice to the reader, who has to comply."""
    if view.served_on is None:
        return Own(lines=(say(lang, "own_case.notice_unknown", number=number_of(view)), say(lang, "own_case.ask")))
    return Own(lines=(say(lang, "own_case.notice", number=number_of(view), day=day(view.served_on, lang)),))


def state(asked: Status | None) -> Teller:
    """How the decision stands and since which day; ``asked`` is the state that the question was about."""

    def told(books: Books, view: DecisionView, lang: Lang) -> Own | None:
        key, blanks = f"own_case.state_{view.status.value}", {"number": number_of(view)}
        now = standing(books, view.id)
        if now.since is not None and view.status is not Status.ENFORCING:
            key, blanks["since"] = f"{key}_since", short_day(now.since, lang)
        until = _until(books, view, now.course.rests.detail.until if now.course.rests is not None else None, lang)
        return Own(lines=(say(lang, key, on=None, **blanks), *until), exact=view.status in (asked, Status.RETURNED))

    return told


def running_period(books: Books, view: DecisionView, lang: Lang) -> Own | None:
    """The ten days while they run, or that the decision rests; nothing before notice is known and once they are over."""
    if view.status is Status.ENFORCING:
        served = view.served_on
        if served is None or voluntary_period_end(books, served).last_day < today(books.clock):
            return None
    found = period(books, view, lang)
    return None if found is None else Own(lines=found.lines, exact=False)


def coercion(measures: Collection[Measure] = frozenset(Measure)) -> Teller:
    """Coercion of these ``measures`` against the reader; where there is none to tell, the ten days while they run."""

    def told(books: Books, view: DecisionView, lang: Lang) -> Own | None:
        if view.status in RESTING:
            return running_period(books, view, lang)
        for one in _tellable(books, view):
            if one.measure in measures:
                return Own(lines=_coerced(books, view, one, lang))
        return running_period(books, view, lang)

    return told


def complaint(books: Books, view: DecisionView, lang: Lang) -> Own | None:
    """Until when coercion may be complained of for the first time (L25 Đ.96), by the day on which it was decided."""
    found = _tellable(books, view)
    if not found:
        return None
    decided = found[0].decided_on
    blanks = {"number": number_of(view), "decided": short_day(decided, lang)}
    end = deadline_of(books, PeriodKind.COMPLAINT_COERCION, decided)
    if end.last_day < today(books.clock):
        return Own(lines=(say(lang, "own_case.complaint_past", on=None, **blanks),), exact=False)
    key = "own_case.complaint_forecast" if end.unconfirmed_year else "own_case.complaint"
    return Own(lines=(say(lang, key, on=None, **blanks, day=day(end.last_day, lang)),))


def _until(books: Books, view: DecisionView, until: date | None, lang: Lang) -> list[str]:
    if view.status is not Status.DEFERRED or until is None:
        return []
    key = "own_case.deferred_ran_out" if until < today(books.clock) else "own_case.deferred_until"
    return [say(lang, key, day=day(until, lang))]


def _tellable(books: Books, view: DecisionView) -> list[Coercion]:
    """What a debtor may learn here, newest first."""
    if view.role is not PartyRole.DEBTOR or any(one.role is PartyRole.DEBTOR for one in view.others):
        return []
    found = [one for one in coercion_queries.of_decision(books, view.id) if one.avoided_on is None]
    return [one for one in reversed(found) if one.carried_out_on is not None or not _by_surprise(books, view, one)]


def _by_surprise(books: Books, view: DecisionView, one: Coercion) -> bool:
    """Whether it would miss its end if the debtor knew before it is carried out."""
    if one.measure is Measure.MONEY or view.served_on is None:
        return True
    return one.decided_on <= voluntary_period_end(books, view.served_on).last_day


def _coerced(books: Books, view: DecisionView, one: Coercion, lang: Lang) -> tuple[str, ...]:
    blanks = {"number": number_of(view), "measure": say(lang, f"own_case.measure_{one.measure.value}")}
    if one.carried_out_on is not None:
        return (say(lang, "own_case.coercion_done", on=None, **blanks, day=day(one.carried_out_on, lang)),)
    now, call = today(books.clock), say(lang, "own_case.coercion_call")
    if one.planned_on is None or one.planned_on < now:
        return (
            say(lang, "own_case.coercion_decided", on=None, **blanks, decided=short_day(one.decided_on, lang)),
            call,
        )
    near = relative_day(one.planned_on, now, lang)
    return (say(lang, "own_case.coercion_planned", on=None, **blanks, day=day(one.planned_on, lang), near=near), call)
