"""How is a line of a decision told, whose is it, and what do the lines come to together?

The sums are those of the lines said. What the agency gives back stands apart from them: nobody owes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from casework.decisions import PartyRole
from casework.obligations import NOT_MONEY, DecisionView, LineView, NamedParty
from messages.due_plan import due_now, next_part
from messages.folding import fold
from messages.library import Lang, say
from messages.vietnamese import dong, short_day


@dataclass(frozen=True, kw_only=True, slots=True)
class Whose:
    """Whose the lines are: said once for all of them (``for_all``), or beside each (line id -> sentence)."""

    for_all: tuple[str, ...]
    by_line: dict[int, str]


NOBODY_ELSE = Whose(for_all=(), by_line={})


def asked(view: DecisionView, by_day: date | None, lang: Lang) -> list[str]:
    """What must be done, line by line. ``by_day``: how far the parts of each line have fallen due by its end; None: unsaid."""
    if not view.lines:
        return [] if view.refunds else [say(lang, "obligations.no_lines")]
    whose = whose_lines(view, lang)
    lines = [_line(line, place, whose.by_line.get(line.id), by_day, lang) for place, line in enumerate(view.lines, 1)]
    return [say(lang, "obligations.asked"), *lines, *whose.for_all]


def refunds(view: DecisionView, lang: Lang) -> list[str]:
    """What the agency itself gives back under the decision."""
    if not view.refunds:
        return []
    lines = [_refund(line, place, lang) for place, line in enumerate(view.refunds, start=1)]
    return [say(lang, "obligations.refunds"), *lines, say(lang, "obligations.refund_how")]


def sums(view: DecisionView, lang: Lang) -> list[str]:
    """What the lines come to: asked, waived, paid (and how much of that is on its way), left."""
    received = view.role is PartyRole.CREDITOR
    said = [("total", view.total)]
    said += [("waived", view.waived)] if view.waived else []
    said += [("received" if received else "paid", view.paid)]
    said += [("waiting", view.waiting)] if view.waiting else []
    said += [("to_collect" if received else "left", view.left)]
    return [say(lang, f"obligations.sum_{name}", amount=dong(amount, lang)) for name, amount in said]


def surplus(view: DecisionView, lang: Lang) -> list[str]:
    """What came in over what was due, for the side that pays."""
    if view.role not in (PartyRole.DEBTOR, PartyRole.REPRESENTATIVE) or view.to_give_back <= 0:
        return []
    alone = view.role is PartyRole.DEBTOR and not _others(view, PartyRole.DEBTOR)
    key = "obligations.surplus" if alone else "obligations.surplus_of_several"
    return [say(lang, key, amount=dong(view.to_give_back, lang))]


def what_of(line: LineView, lang: Lang) -> str:
    """The decision's own words, after the kind of duty where they do not name it themselves."""
    words = line.content.rstrip(" .;,")
    kind = say(lang, f"obligations.kind_{line.kind.value}")
    said_already = fold(words).startswith(fold(say(Lang.VI, f"obligations.kind_{line.kind.value}")))
    return words if said_already and lang is Lang.VI else say(lang, "obligations.what", kind=kind, words=words)


def whose_lines(view: DecisionView, lang: Lang) -> Whose:
    """Which lines are shared and which are one person's own, where the decision has several on a side.

    A line without a debtor is owed by all debtors, each for the whole (one decision for a joint duty: ND152 Đ.8, 11).
    """
    match view.role:
        case PartyRole.DEBTOR:
            return _for_debtor(view, lang) if _others(view, PartyRole.DEBTOR) else NOBODY_ELSE
        case PartyRole.CREDITOR:
            return _for_creditor(view, lang)
        case PartyRole.REPRESENTATIVE if len(_others(view, PartyRole.DEBTOR)) > 1:
            return Whose(for_all=(say(lang, "obligations.only_shared"),), by_line={})
        case _:
            return NOBODY_ELSE


def _for_debtor(view: DecisionView, lang: Lang) -> Whose:
    own = [line.debtor_id is not None for line in view.lines]
    if len(set(own)) == 1:
        return Whose(for_all=(say(lang, f"obligations.each_{'own' if own[0] else 'shared'}"),), by_line={})
    words = {True: say(lang, "obligations.own"), False: say(lang, "obligations.shared")}
    by_line = {line.id: words[is_own] for line, is_own in zip(view.lines, own, strict=True)}
    return Whose(for_all=(say(lang, "obligations.some_shared"),), by_line=by_line)


def _for_creditor(view: DecisionView, lang: Lang) -> Whose:
    """To whom each line goes where there are several creditors, and who owes it where there are several debtors."""
    for_all: list[str] = []
    beside: dict[int, list[str]] = {line.id: [] for line in view.lines}
    if _others(view, PartyRole.CREDITOR):
        _once_or_beside({line.id: _goes_to(line) for line in view.lines}, for_all, beside, lang)
    debtors = {one.id: one.name for one in _others(view, PartyRole.DEBTOR)}
    if len(debtors) > 1:
        _once_or_beside({line.id: _owed_by(line, debtors) for line in view.lines}, for_all, beside, lang)
    return Whose(for_all=tuple(for_all), by_line={one: " ".join(said) for one, said in beside.items() if said})


def _goes_to(line: LineView) -> tuple[str, str | None]:
    return ("to_all" if line.creditor_id is None else "to_reader", None)


def _owed_by(line: LineView, debtors: Mapping[int, str]) -> tuple[str, str | None]:
    name = None if line.debtor_id is None else debtors.get(line.debtor_id)
    return ("by_all", None) if name is None else ("by_one", name)


def _once_or_beside(
    owners: Mapping[int, tuple[str, str | None]], for_all: list[str], beside: Mapping[int, list[str]], lang: Lang
) -> None:
    """Say it once where it is the same for every line, else beside each. ``owners``: line id -> (text, name in it)."""
    if len(set(owners.values())) == 1:
        for_all += [_owner_words(f"each_{key}", name, lang) for key, name in set(owners.values())]
        return
    for line_id, (key, name) in owners.items():
        beside[line_id].append(_owner_words(key, name, lang))


def _owner_words(key: str, name: str | None, lang: Lang) -> str:
    return say(lang, f"obligations.{key}") if name is None else say(lang, f"obligations.{key}", name=name)


def _others(view: DecisionView, role: PartyRole) -> list[NamedParty]:
    return [one for one in view.others if one.role is role]


def _line(line: LineView, place: int, whose: str | None, by_day: date | None, lang: Lang) -> str:
    what = what_of(line, lang)
    if line.kind in NOT_MONEY:
        said = [say(lang, "obligations.line_act", place=place, what=what)]
        return " ".join([*said, *([whose] if whose else [])])
    said = [say(lang, "obligations.line_open", place=place, what=what, amount=dong(line.amount, lang))]
    said += [whose] if whose else []
    if line.waived:
        said.append(say(lang, "obligations.line_waived", amount=dong(line.waived, lang)))
    said += _how_far(line, lang)
    if by_day is not None and line.parts and line.left:
        said += _parts(line, by_day, lang)
    return " ".join(said)


def _how_far(line: LineView, lang: Lang) -> list[str]:
    if line.left == 0:
        return [say(lang, "obligations.line_settled" if line.paid else "obligations.line_nothing_left")]
    paid, left = dong(line.paid, lang), dong(line.left, lang)
    if line.paid:
        return [say(lang, "obligations.line_partly", paid=paid, left=left)]
    return [say(lang, "obligations.line_left", left=left)] if line.waived else []


def _parts(line: LineView, by_day: date, lang: Lang) -> list[str]:
    due = due_now(line, by_day)
    said = [
        say(lang, "obligations.line_due", amount=dong(due, lang)) if due else say(lang, "obligations.line_due_nothing")
    ]
    if (coming := next_part([line], by_day)) is not None:
        said.append(say(lang, "obligations.line_next", amount=dong(coming[1], lang), day=short_day(coming[0], lang)))
    return said


def _refund(line: LineView, place: int, lang: Lang) -> str:
    what = line.content.rstrip(" .;,") if lang is Lang.VI else what_of(line, lang)  # the heading names the kind
    if line.kind in NOT_MONEY:
        return say(lang, "obligations.refund_thing", place=place, what=what)
    said = say(lang, "obligations.line_open", place=place, what=what, amount=dong(line.amount, lang))
    if line.left == 0:
        return f"{said} {say(lang, 'obligations.refund_done')}"
    if line.paid == 0:
        return said
    paid, left = dong(line.paid, lang), dong(line.left, lang)
    return f"{said} {say(lang, 'obligations.refund_partly', paid=paid, left=left)}"
