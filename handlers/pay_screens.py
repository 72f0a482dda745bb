"""Which screens say how to pay: the choice among decisions, the sum with its account, the question for another sum?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from casework.accounts import Account, live_accounts
from casework.obligations import DecisionView, of_party
from handlers.obligations import A_PAGE, debtor_in_prison, decision_button
from handlers.paging import page_of, place_words, turning_rows
from handlers.presses import Dong, OneDecision, PageNumber, PayDecision, RowId
from handlers.replies import Reply, labelled, reply, with_home
from handlers.turn import Turn
from messages import payment_words, plan_words
from messages.decision_words import can_be_paid, list_line
from messages.due_plan import Plan, plan_of
from messages.library import say, version_of
from messages.transfer_words import fits_a_code, transfer_words
from messages.vietnamese import dong


class PayList(CallbackData, prefix="paylist"):
    """A page of the decisions that can be paid."""

    page: PageNumber


class AskPart(CallbackData, prefix="paypart"):
    """Another sum than all that is left."""

    decision: RowId


class CodeForAll(CallbackData, prefix="qr"):
    """A payment code for all that is left."""

    decision: RowId


class PayAll(CallbackData, prefix="payall"):
    """How to pay all that is left, where a part of it is due first."""

    decision: RowId


class CodeForDue(CallbackData, prefix="qrdue"):
    """A payment code for what is due next under a plan."""

    decision: RowId


class CodeForPart(CallbackData, prefix="qrpart"):
    """A payment code for a part."""

    decision: RowId
    amount: Dong


def payable(turn: Turn) -> list[DecisionView]:
    """The decisions under which the chat's party can pay something now."""
    return [] if turn.party_id is None else [one for one in of_party(turn.books, turn.party_id) if can_be_paid(one)]


def choice(turn: Turn, views: Sequence[DecisionView], number: int) -> Reply:
    """Under which decision? A page of those that can be paid."""
    ways = [labelled(turn, "pay.ways_button", "payways")]
    if not views:
        return replace(reply(turn, "pay.nothing", with_home(turn, [ways])), personal=True)
    page = page_of(list(enumerate(views, start=1)), number, A_PAGE)
    head = " ".join([say(turn.lang, "pay.choose"), *place_words(turn, page)])
    rows = [decision_button(turn, view, place, PayDecision(decision=view.id)) for place, view in page.shown]
    turns = turning_rows(turn, page, lambda to: PayList(page=to))
    return Reply(
        text="\n\n".join([head, *(list_line(view, place, turn.lang) for place, view in page.shown)]),
        text_key="pay.choose",
        text_version=version_of("pay.choose"),
        buttons=with_home(turn, [*rows, *turns, ways]),
        personal=True,
    )


def first_choice(turn: Turn, view: DecisionView) -> Reply:
    """What is due next where the decision is paid in parts, else all that is left."""
    plan = plan_of(turn.books, view) if can_be_paid(view) else None
    due = 0 if plan is None else plan.proposed(view.left)
    return transfer(turn, view, due or view.left, plan)


def transfer(turn: Turn, view: DecisionView, amount: int, plan: Plan | None = None) -> Reply:
    """How to pay ``amount`` under the decision (what is due under ``plan``, if given), or why nothing is to be paid there."""
    accounts = live_accounts(turn.books)
    due = [] if plan is None else plan_words.in_short(turn.books, plan, view, turn.lang)
    in_prison = debtor_in_prison(turn, view)
    lines = payment_words.transfer(view, amount, accounts, plan=due, in_prison=in_prison, lang=turn.lang)
    key = payment_words.why_not(view) or "pay.head"
    return Reply(
        text="\n".join(lines),
        text_key=key,
        text_version=version_of(key),
        buttons=with_home(turn, _rows(turn, view, amount, accounts, of_plan=plan is not None)),
        personal=True,
        decision_id=view.id,
    )


def _rows(
    turn: Turn, view: DecisionView, amount: int, accounts: Sequence[Account], *, of_plan: bool
) -> list[list[InlineKeyboardButton]]:
    back = [labelled(turn, "pay.back_to_decision", OneDecision(decision=view.id))]
    if not can_be_paid(view) or not accounts:
        return [back]
    whole = amount == view.left
    rows = []
    if fits_a_code(transfer_words(view.number, view.issued_on)):
        rows.append([labelled(turn, "pay.code_button", _code_for(view, amount, of_plan=of_plan))])
    if of_plan and not whole:
        rows.append([labelled(turn, "pay.all_button", PayAll(decision=view.id))])
    other = "pay.part_button" if whole else "pay.other_sum_button"
    return [*rows, [labelled(turn, other, AskPart(decision=view.id))], back]


def _code_for(view: DecisionView, amount: int, *, of_plan: bool) -> CallbackData:
    if amount == view.left:
        return CodeForAll(decision=view.id)
    return CodeForDue(decision=view.id) if of_plan else CodeForPart(decision=view.id, amount=amount)


def ask_amount(turn: Turn, view: DecisionView, key: str) -> Reply:
    """Which sum? The words are those of ``key``: the first time, or why the last answer could not be."""
    rows = [[labelled(turn, "common.back", PayDecision(decision=view.id))]]
    answer = reply(turn, key, with_home(turn, rows), left=dong(view.left, turn.lang))
    return replace(answer, personal=True, decision_id=view.id)
