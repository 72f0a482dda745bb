"""What do I have to do, how far has it come, and what happens next? The person's decisions, as debtor or as creditor.

One decision is shown at once; many are listed six to a page. Every row is looked up through the party that the chat is
linked to, so somebody else's decision and one that is not there get the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from casework.decisions import PartyRole, Status
from casework.obligations import FOR_THE_STATE, DecisionView, decision_of_party, of_party
from casework.people import party
from casework.promises import PromiseState
from handlers.explain import topic_row
from handlers.paging import Page, page_of, place_words, turning_rows
from handlers.presses import Bare, OneDecision, PageNumber, PayDecision, RowId, is_command
from handlers.replies import Buttons, Reply, labelled, reply, speak, with_home
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages import interest_words, plan_words
from messages.decision_words import Told, can_be_paid, decision_lines, list_line, sees_sums, told_of
from messages.due_plan import plan_of
from messages.fit import clipped, pages
from messages.follow_up_words import last_promise
from messages.library import say, version_of

router = Router(name="obligations")
A_PAGE = 6  # decisions
_LONGEST_NUMBER = 40  # of a decision, on a button


class ListPage(CallbackData, prefix="oblist"):
    """A page of the list."""

    page: PageNumber


class DecisionPage(CallbackData, prefix="obpage"):
    """A further page of a decision that is too long for one message."""

    decision: RowId
    page: PageNumber


class InterestOf(CallbackData, prefix="obint"):
    """How the interest under a decision is estimated."""

    decision: RowId


class InterestPage(CallbackData, prefix="obintpage"):
    """A further page of the working."""

    decision: RowId
    page: PageNumber


class PlanOf(CallbackData, prefix="obplan"):
    """A page of the instalments or parts in which a decision is paid."""

    decision: RowId
    page: PageNumber


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """The person's only decision, or the list."""
    await state.set_state(None)
    mine = _mine(turn)
    await speak(event, turn, _decision(turn, mine[0], 0, alone=True) if len(mine) == 1 else _list(turn, mine, 0))


@router.callback_query(Bare("obligations"))
async def on_button(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Xem việc của tôi»."""
    await begin(press, turn, state)


@router.callback_query(ListPage.filter())
async def on_list(press: CallbackQuery, callback_data: ListPage, turn: Turn) -> None:
    """Another page of the list."""
    await speak(press, turn, _list(turn, _mine(turn), callback_data.page))


@router.callback_query(OneDecision.filter())
async def on_decision(press: CallbackQuery, callback_data: OneDecision, turn: Turn) -> None:
    """One decision."""
    await _show(press, turn, callback_data.decision, 0)


@router.callback_query(DecisionPage.filter())
async def on_decision_page(press: CallbackQuery, callback_data: DecisionPage, turn: Turn) -> None:
    """More of one decision."""
    await _show(press, turn, callback_data.decision, callback_data.page)


@router.callback_query(InterestOf.filter())
async def on_interest(press: CallbackQuery, callback_data: InterestOf, turn: Turn) -> None:
    """How the late interest is estimated, day by day."""
    await speak(press, turn, _working(turn, callback_data.decision, 0))


@router.callback_query(InterestPage.filter())
async def on_interest_page(press: CallbackQuery, callback_data: InterestPage, turn: Turn) -> None:
    """More of the working."""
    await speak(press, turn, _working(turn, callback_data.decision, callback_data.page))


@router.callback_query(PlanOf.filter())
async def on_plan(press: CallbackQuery, callback_data: PlanOf, turn: Turn) -> None:
    """«Xem các kỳ»."""
    await speak(press, turn, _plan(turn, callback_data.decision, callback_data.page))


@router.message(is_command)
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/viec``."""
    await begin(message, turn, state)


def seen(turn: Turn, decision_id: int) -> DecisionView | None:
    """The decision, if the chat's party takes part in it; None alike for somebody else's and for none."""
    return None if turn.party_id is None else decision_of_party(turn.books, turn.party_id, decision_id)


def debtor_in_prison(turn: Turn, view: DecisionView) -> bool:
    """Whether the one who has to pay is in prison: the reader, or the one whom the reader stands for."""
    debtors = [one.id for one in view.others if one.role is PartyRole.DEBTOR]
    if view.role is PartyRole.DEBTOR and turn.party_id is not None:
        debtors = [turn.party_id]
    return any(one is not None and one.in_prison for one in (party(turn.books, one) for one in debtors))


def not_found(turn: Turn) -> Reply:
    """The one answer for what is not there and for what is not theirs."""
    return reply(turn, "common.not_found", with_home(turn))


def decision_button(turn: Turn, view: DecisionView, place: int, press: CallbackData) -> list[InlineKeyboardButton]:
    """A row that picks one of several decisions."""
    return [labelled(turn, "obligations.pick", press, place=place, number=clipped(view.number, _LONGEST_NUMBER))]


def _mine(turn: Turn) -> list[DecisionView]:
    return [] if turn.party_id is None else of_party(turn.books, turn.party_id)


def _list(turn: Turn, mine: Sequence[DecisionView], number: int) -> Reply:
    if not mine:
        return replace(reply(turn, "obligations.none", with_home(turn)), personal=True)
    page = page_of(list(enumerate(mine, start=1)), number, A_PAGE)
    head = [say(turn.lang, "obligations.list", count=len(mine)), *place_words(turn, page)]
    items = [list_line(view, place, turn.lang) for place, view in page.shown]
    rows = [decision_button(turn, view, place, OneDecision(decision=view.id)) for place, view in page.shown]
    turns = turning_rows(turn, page, lambda to: ListPage(page=to))
    return Reply(
        text="\n\n".join([" ".join(head), *items]),
        text_key="obligations.list",
        text_version=version_of("obligations.list"),
        buttons=with_home(turn, [*rows, *turns]),
        personal=True,
    )


async def _show(press: CallbackQuery, turn: Turn, decision_id: int, page: int) -> None:
    view = seen(turn, decision_id)
    await speak(press, turn, not_found(turn) if view is None else _decision(turn, view, page, alone=False))


def _decision(turn: Turn, view: DecisionView, number: int, *, alone: bool) -> Reply:
    reader = party(turn.books, turn.party_id or 0)
    if reader is None:
        return not_found(turn)
    told = told_of(turn.books, view)
    page = page_of(pages(decision_lines(turn.books, told, reader, turn.lang)), number, 1)
    turns = turning_rows(turn, page, lambda to: DecisionPage(decision=view.id, page=to))
    return _of_decision(view, page, "obligations.head", with_home(turn, [*turns, *_rows(turn, told, alone=alone)]))


def _working(turn: Turn, decision_id: int, number: int) -> Reply:
    view = seen(turn, decision_id)
    told = interest_words.look(turn.books, view) if view is not None and sees_sums(view) else None
    if view is None or not isinstance(told, interest_words.Estimated):
        return not_found(turn)
    page = page_of(pages(interest_words.working(told, view.number, turn.lang)), number, 1)
    turns = turning_rows(turn, page, lambda to: InterestPage(decision=view.id, page=to))
    rows = [*turns, topic_row(turn, "late_interest"), _back_to(turn, view)]
    return _of_decision(view, page, "obligations.interest_head", with_home(turn, filter(None, rows)))


def _plan(turn: Turn, decision_id: int, number: int) -> Reply:
    view = seen(turn, decision_id)
    plan = plan_of(turn.books, view) if view is not None and sees_sums(view) else None
    if view is None or plan is None or not plan.steps:
        return not_found(turn)
    page = page_of(pages(plan_words.whole(plan, view, turn.lang)), number, 1)
    turns = turning_rows(turn, page, lambda to: PlanOf(decision=view.id, page=to))
    key = "obligations.plan_parts_head" if plan.signed_on is None else "obligations.plan_head"
    return _of_decision(view, page, key, with_home(turn, [*turns, _back_to(turn, view)]))


def _of_decision(view: DecisionView, page: Page[str], key: str, buttons: Buttons) -> Reply:
    return Reply(
        text=page.shown[0],
        text_key=key,
        text_version=version_of(key),
        buttons=buttons,
        personal=True,
        decision_id=view.id,
    )


def _back_to(turn: Turn, view: DecisionView) -> list[InlineKeyboardButton]:
    return [labelled(turn, "common.back", OneDecision(decision=view.id))]


def _rows(turn: Turn, told: Told, *, alone: bool) -> list[list[InlineKeyboardButton]]:
    """One act after another."""
    view, rows = told.view, []
    if can_be_paid(view):
        rows += _ways_to_pay(turn, view)
    if told.plan is not None and len(told.plan.steps) > 1:
        rows.append([labelled(turn, "obligations.plan_button", PlanOf(decision=view.id, page=0))])
    if isinstance(told.interest, interest_words.Estimated):
        rows.append([labelled(turn, "obligations.interest_button", InterestOf(decision=view.id))])
    rows.append([labelled(turn, "common.book", "book")])
    if (topic := _topic(turn, told)) is not None:
        rows.append(topic_row(turn, topic))
    if not alone:
        rows.append([labelled(turn, "obligations.all", "obligations")])
    return [row for row in rows if row]


def _ways_to_pay(turn: Turn, view: DecisionView) -> list[list[InlineKeyboardButton]]:
    """How to pay, when, and what else can be said about it: the same answers as under a reminder."""
    named = last_promise(turn.books, view.id, turn.party_id or 0)
    stands = named is not None and named.state is PromiseState.OPEN
    promise = labelled(turn, "promise.mine_button" if stands else "promise.button", f"promise:{view.id}")
    return [
        [labelled(turn, "common.pay", PayDecision(decision=view.id)), promise],
        [
            labelled(turn, "cannot_pay.button", f"cannot:{view.id}"),
            labelled(turn, "claim.button", f"paid:{view.id}"),
        ],
    ]


def _topic(turn: Turn, told: Told) -> str | None:
    """The explanation that helps most at this point."""
    view = told.view
    if view.status is Status.NO_MEANS:
        return "no_condition.creditor" if view.role is PartyRole.CREDITOR else "no_condition"
    if view.status is Status.FINISHED:
        return "amnesty_confirmation"
    if view.status is not Status.ENFORCING or not view.lines:
        return None
    if view.role is PartyRole.DEBTOR:
        only_the_state = all(line.kind in FOR_THE_STATE for line in view.lines if line.left > 0)
        return "exemption_reduction" if only_the_state and view.left > 0 else "instalments_agreement"
    if view.role is PartyRole.CREDITOR:
        agreed = told.plan is not None and told.plan.signed_on is not None
        return "instalments_agreement.creditor" if agreed else "coercive_measures.creditor"
    return "amnesty_confirmation" if debtor_in_prison(turn, view) else None


DIALOGUE = Dialogue(
    router=router,
    commands=("viec", "nghiavu", "obligations"),
    presses=("obligations", "ob", "oblist", "obpage", "obint", "obintpage", "obplan"),
    wishes=("my_obligation",),
    open=begin,
    personal=True,
)
