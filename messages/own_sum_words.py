"""What do the books hold of the money under the reader's own decision: interest, instalments, the State's part, what came in?

Said before an explanation, so each answer is one or two short sentences or nothing. Sums are those of the lines that the
reader is shown (``casework.obligations``).
"""

from __future__ import annotations

from datetime import date

from casework.books import Books
from casework.clock import today
from casework.decisions import PartyRole, Status
from casework.interest_of_decision import StartsFrom
from casework.obligations import FOR_THE_STATE, NOT_MONEY, DecisionView, Kind
from messages import interest_words
from messages.decision_words import has_money
from messages.due_plan import Plan, next_part, plan_of
from messages.library import Lang, say
from messages.own_course_words import Own, number_of, state
from messages.payout_words import kept, kept_words
from messages.vietnamese import day, dong, relative_day, short_day


def interest(books: Books, view: DecisionView, lang: Lang) -> Own | None:
    """Late interest up to today, always as an estimate; that the books order none; nothing where no money is asked for."""
    if not has_money(view):
        return None
    number = number_of(view)
    if view.late_interest_rate is None:
        return Own(lines=(say(lang, "own_case.interest_none", number=number),), exact=False)
    told = interest_words.look(books, view)
    if told is None:
        return None
    if isinstance(told, interest_words.Untold):
        return Own(lines=(say(lang, f"own_case.interest_{told.value}", number=number),))
    start = short_day(told.found.start, lang)
    if told.found.start >= told.until:
        return Own(lines=(say(lang, "own_case.interest_later", number=number, start=start),))
    assumed = told.found.starts_from is StartsFrom.ASSUMED
    key = "own_case.interest_assumed" if assumed else "own_case.interest"
    until, so_far = short_day(told.until, lang), dong(told.found.estimate.interest, lang)
    return Own(lines=(say(lang, key, number=number, start=start, until=until, interest=so_far),))


def instalments(books: Books, view: DecisionView, lang: Lang) -> Own | None:
    """The agreement and its next instalment, or parts that fall due; else what is left and that none was agreed."""
    if view.left <= 0:
        return nothing_left(view, lang)
    plan = plan_of(books, view)
    if plan is not None and plan.signed_on is not None:
        return Own(lines=tuple(_agreed(books, plan, plan.signed_on, view, lang)))
    if plan is not None:
        return Own(
            lines=tuple(_parts(books, "parts", (plan.due, plan.next_on, plan.next_amount), plan.past, view, lang))
        )
    if all(line.kind in FOR_THE_STATE for line in view.lines if line.left > 0):
        return state_share(books, view, lang)
    key = "own_case.plan_none_creditor" if view.role is PartyRole.CREDITOR else "own_case.plan_none_debtor"
    return Own(lines=(say(lang, key, number=number_of(view), left=dong(view.left, lang)),), exact=False)


def alimony(books: Books, view: DecisionView, lang: Lang) -> Own | None:
    """What of the maintenance has fallen due and what comes next; an agreement goes first. Nothing without such a line."""
    lines = [line for line in view.lines if line.kind is Kind.ALIMONY]
    if not lines:
        return None
    plan = plan_of(books, view)
    if plan is not None and plan.signed_on is not None:
        return Own(lines=tuple(_agreed(books, plan, plan.signed_on, view, lang)))
    now = today(books.clock)
    coming = next_part(lines, now)
    sums = (sum(line.overdue_by(now) for line in lines), *(coming or (None, 0)))
    past = any(line.due_by(now) for line in lines)
    return Own(lines=tuple(_parts(books, "alimony", sums, past, view, lang)))


def state_share(_: Books, view: DecisionView, lang: Lang) -> Own | None:
    """What is left for the State: only that may be waived or reduced (L25 Đ.42)."""
    lines, number = [line for line in view.lines if line.kind in FOR_THE_STATE], number_of(view)
    if not lines:
        return Own(lines=(say(lang, "own_case.state_share_none", number=number),), exact=False)
    left = sum(line.left for line in lines)
    if not left:
        return Own(lines=(say(lang, "own_case.state_share_done", number=number),), exact=False)
    return Own(lines=(say(lang, "own_case.state_share", number=number, left=dong(left, lang)),))


def done_and_left(books: Books, view: DecisionView, lang: Lang) -> Own | None:
    """What amnesty looks at: what is left for the State and for others (30/2018/QH14 Đ.11.1), or that all is done."""
    if view.status is Status.FINISHED:
        return state(Status.FINISHED)(books, view, lang)
    if not has_money(view):
        return None
    if view.left <= 0:
        return nothing_left(view, lang)
    for_state = sum(line.left for line in view.lines if line.kind in FOR_THE_STATE)
    shares = {"state": dong(for_state, lang), "private": dong(view.left - for_state, lang)}
    return Own(lines=(say(lang, "own_case.done_and_left", on=None, number=number_of(view), **shares),))


def settled(_: Books, view: DecisionView, lang: Lang) -> Own | None:
    """That nothing is left to do for a debtor; nothing while money or another duty is open."""
    return None if any(line.kind in NOT_MONEY for line in view.lines) else nothing_left(view, lang)


def left(_: Books, view: DecisionView, lang: Lang) -> Own | None:
    """What the reader still has to pay; nothing where that is no money."""
    if view.left <= 0:
        return nothing_left(view, lang)
    return Own(lines=(say(lang, "own_case.left", number=number_of(view), left=dong(view.left, lang)),), exact=False)


def left_and_exit(books: Books, view: DecisionView, lang: Lang) -> Own | None:
    """What is left, and that nobody learns here whether they may leave the country: the books do not hold that."""
    found = left(books, view, lang)
    return None if found is None else Own(lines=(*found.lines, say(lang, "own_case.exit_unknown")), exact=False)


def paid(books: Books, view: DecisionView, lang: Lang) -> Own | None:
    """What was paid and what is left."""
    if view.left <= 0 or not view.paid:
        return left(books, view, lang)
    sums = {"paid": dong(view.paid, lang), "left": dong(view.left, lang)}
    return Own(lines=(say(lang, "own_case.paid", on=None, number=number_of(view), **sums),))


def came_in(_: Books, view: DecisionView, lang: Lang) -> Own | None:
    """What came in for the creditor, and what is still to come."""
    if not has_money(view):
        return None
    if view.left <= 0:
        return nothing_left(view, lang)
    sums = {"number": number_of(view), "left": dong(view.left, lang)}
    if not view.paid:
        return Own(lines=(say(lang, "own_case.collected_nothing", on=None, **sums),), exact=False)
    return Own(lines=(say(lang, "own_case.collected", on=None, **sums, paid=dong(view.paid, lang)),), exact=False)


def collected(books: Books, view: DecisionView, lang: Lang) -> Own | None:
    """What came in for the creditor, and by which day what is kept is to be handed on (L25 Đ.54.6)."""
    found = came_in(books, view, lang)
    if found is None:
        return None
    waits = kept(books, view)
    next_out = [kept_words(books, end, amount, lang) for end, amount in waits[:1]]
    return Own(lines=(*found.lines, *next_out), exact=bool(waits))


def requested(_: Books, view: DecisionView, lang: Lang) -> Own | None:
    """That there is a decision on the creditor's request already, and what came of it."""
    first = say(lang, "own_case.requested", number=number_of(view), issued=short_day(view.issued_on, lang))
    return Own(lines=(first, *_so_far(view, lang)), exact=False)


def state_and_sums(books: Books, view: DecisionView, lang: Lang) -> Own | None:
    """How the creditor's decision stands, since when, and what came of it."""
    found = state(Status.NO_MEANS)(books, view, lang)
    return None if found is None else Own(lines=(*found.lines, *_so_far(view, lang)), exact=found.exact)


def nothing_left(view: DecisionView, lang: Lang) -> Own | None:
    """That the money is settled; nothing where none is asked for."""
    if any(line.kind not in NOT_MONEY for line in view.lines) and view.left <= 0:
        key = "own_case.nothing_to_collect" if view.role is PartyRole.CREDITOR else "own_case.nothing_left"
        return Own(lines=(say(lang, key, number=number_of(view)),), exact=False)
    return None


def _agreed(books: Books, plan: Plan, signed_on: date, view: DecisionView, lang: Lang) -> list[str]:
    number, signed = number_of(view), short_day(signed_on, lang)
    if not plan.steps:
        return [say(lang, "own_case.plan_agreed", number=number, signed=signed)]
    if plan.due + plan.next_amount > view.left:  # others' own lines are in it too
        return [say(lang, "own_case.plan_agreed", number=number, signed=signed), say(lang, "own_case.plan_of_all")]
    coming = None if plan.next_on is None else _coming(books, plan.next_on, plan.next_amount, lang)
    if plan.due:
        due = say(lang, "own_case.plan_due", number=number, signed=signed, amount=dong(plan.due, lang))
        return [due, *([] if coming is None else [say(lang, "own_case.next_part", on=None, **coming)])]
    if coming is None:
        return [say(lang, "own_case.plan_done", number=number, signed=signed)]
    if not plan.past:
        return [say(lang, "own_case.plan_next", on=None, number=number, signed=signed, **coming)]
    kept_so_far = say(lang, "own_case.plan_kept", number=number, signed=signed)
    return [kept_so_far, say(lang, "own_case.next_part", on=None, **coming)]


def _parts(
    books: Books, what: str, sums: tuple[int, date | None, int], past: bool, view: DecisionView, lang: Lang
) -> list[str]:
    """``what``: parts or alimony; ``sums``: đồng overdue, the day of the next part, its đồng."""
    due, next_on, next_amount = sums
    number = number_of(view)
    coming = None if next_on is None else _coming(books, next_on, next_amount, lang)
    if not due and not past and coming is not None:
        return [say(lang, f"own_case.{what}_next", on=None, number=number, **coming)]
    now = say(lang, f"own_case.{what}_kept", number=number)
    if due:
        now = say(lang, f"own_case.{what}_due", number=number, amount=dong(due, lang))
    return [now, *([] if coming is None else [say(lang, "own_case.next_part", on=None, **coming)])]


def _coming(books: Books, on: date, amount: int, lang: Lang) -> dict[str, str]:
    near = relative_day(on, today(books.clock), lang)
    return {"amount": dong(amount, lang), "day": day(on, lang), "near": near}


def _so_far(view: DecisionView, lang: Lang) -> list[str]:
    """What came in, after a sentence that has named the decision."""
    if not has_money(view) or view.left <= 0:
        return []
    rest = dong(view.left, lang)
    if not view.paid:
        return [say(lang, "own_case.nothing_so_far", left=rest)]
    return [say(lang, "own_case.so_far", paid=dong(view.paid, lang), left=rest)]
