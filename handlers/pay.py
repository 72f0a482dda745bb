"""How do I pay? The agency's own account with its holder's name, the words to write, the sum, and a payment code.

Accounts come from the approved list and from nowhere else. Whoever is not linked learns how and where one pays; what is left
under one's own decision, and a code for it, is for the linked chat. Everything is read anew at each tap: nobody is shown a
code for a sum that has been paid meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from casework.accounts import Account, live_accounts
from casework.clock import today
from casework.obligations import DecisionView, of_party
from handlers.obligations import A_PAGE, debtor_in_prison, decision_button, not_found, seen
from handlers.paging import page_of, place_words, turning_rows
from handlers.presses import Bare, Dong, OneDecision, PageNumber, PayDecision, RowId, is_command
from handlers.replies import Reply, labelled, reply, send_file, speak, with_home
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages import payment_words
from messages.decision_words import can_be_paid, list_line
from messages.library import say, version_of
from messages.payment_qr import payment_qr
from messages.transfer_words import fits_a_code, transfer_words
from messages.typed_amount import read_amount
from messages.understand import understand
from messages.vietnamese import dong

router = Router(name="pay")
LEAST = 1_000  # đồng: a smaller sum typed is a slip ("500" for 500.000), unless less is left
_ASKED = "paying"  # where the decision stands in the dialogue's data


class PayPart(StatesGroup):
    """The sum is being asked for."""

    amount = State()


class PayList(CallbackData, prefix="paylist"):
    """A page of the decisions that can be paid."""

    page: PageNumber


class AskPart(CallbackData, prefix="paypart"):
    """Another sum than all that is left."""

    decision: RowId


class CodeForAll(CallbackData, prefix="qr"):
    """A payment code for all that is left."""

    decision: RowId


class CodeForPart(CallbackData, prefix="qrpart"):
    """A payment code for a part."""

    decision: RowId
    amount: Dong


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """The only decision that can be paid, or a choice among several."""
    await state.set_state(None)
    payable = _payable(turn)
    answer = _transfer(turn, payable[0], payable[0].left) if len(payable) == 1 else _choice(turn, payable, 0)
    await speak(event, turn, answer)


async def show_ways(event: Event, turn: Turn, state: FSMContext) -> None:
    """How and where one pays, for everybody; nothing in it is about anybody."""
    await state.set_state(None)
    lines = payment_words.ways(turn.agency, live_accounts(turn.books), turn.lang)
    mine = labelled(turn, "pay.my_sum", "obligations" if turn.party_id is None else "pay")
    version = version_of("pay.ways")
    answer = Reply(text="\n".join(lines), text_key="pay.ways", text_version=version, buttons=with_home(turn, [[mine]]))
    await speak(event, turn, answer)


@router.callback_query(Bare("pay"))
async def on_button(press: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """«Cách nộp tiền»."""
    await begin(press, turn, state)


@router.callback_query(PayList.filter())
async def on_list(press: CallbackQuery, callback_data: PayList, turn: Turn) -> None:
    """Another page of the choice."""
    await speak(press, turn, _choice(turn, _payable(turn), callback_data.page))


@router.callback_query(PayDecision.filter())
async def on_decision(press: CallbackQuery, callback_data: PayDecision, turn: Turn, state: FSMContext) -> None:
    """How to pay what is left under one decision."""
    await state.set_state(None)
    view = seen(turn, callback_data.decision)
    await speak(press, turn, not_found(turn) if view is None else _transfer(turn, view, view.left))


@router.callback_query(AskPart.filter())
async def on_part(press: CallbackQuery, callback_data: AskPart, turn: Turn, state: FSMContext) -> None:
    """Which sum?"""
    view = seen(turn, callback_data.decision)
    if view is None or not can_be_paid(view):
        await speak(press, turn, not_found(turn) if view is None else _transfer(turn, view, view.left))
        return
    await state.set_state(PayPart.amount)
    await state.update_data({_ASKED: view.id})
    await speak(press, turn, _ask_amount(turn, view, "pay.ask_part"))


@router.message(StateFilter(PayPart.amount))
async def on_amount(message: Message, turn: Turn, state: FSMContext) -> None:
    """The sum typed; words with another wish go where they belong."""
    asked = (await state.get_data()).get(_ASKED)
    view = seen(turn, asked) if isinstance(asked, int) else None
    if view is None or not can_be_paid(view):
        await state.set_state(None)
        await speak(message, turn, not_found(turn) if view is None else _transfer(turn, view, view.left))
        return
    amount = read_amount(message.text or "")
    if amount is None and understand(message.text or "", today(turn.books.clock)) is not None:
        await state.set_state(None)
        raise SkipHandler
    if amount is None or not min(LEAST, view.left) <= amount <= view.left:
        await speak(message, turn, _ask_amount(turn, view, _fault(view, amount)))
        return
    await state.set_state(None)
    await speak(message, turn, _transfer(turn, view, amount))


@router.callback_query(CodeForAll.filter())
async def on_code(press: CallbackQuery, callback_data: CodeForAll, turn: Turn) -> None:
    """The picture for all that is left now."""
    view = seen(turn, callback_data.decision)
    await _send_code(press, turn, view, 0 if view is None else view.left)


@router.callback_query(CodeForPart.filter())
async def on_code_for_part(press: CallbackQuery, callback_data: CodeForPart, turn: Turn) -> None:
    """The picture for a part, which must not be more than what is left now."""
    view = seen(turn, callback_data.decision)
    await _send_code(press, turn, view, 0 if view is None else min(callback_data.amount, view.left))


@router.message(is_command)
async def on_command(message: Message, turn: Turn, state: FSMContext) -> None:
    """``/noptien``."""
    await begin(message, turn, state)


async def _send_code(press: CallbackQuery, turn: Turn, view: DecisionView | None, amount: int) -> None:
    """The picture as a message of its own, beside the words that it was asked under; kept in the phone, to be scanned."""
    accounts = live_accounts(turn.books)
    if view is None:
        await speak(press, turn, not_found(turn))
        return
    words = transfer_words(view.number, view.issued_on)
    if not can_be_paid(view) or not accounts or not fits_a_code(words):
        await speak(press, turn, _transfer(turn, view, view.left))
        return
    to = accounts[0]
    code = payment_qr(bank=to.bank_bin, account=to.number, amount=amount, purpose=words)
    back = [labelled(turn, "common.back", PayDecision(decision=view.id))]
    answer = replace(
        reply(turn, "pay.code", with_home(turn, [back]), bank=to.bank_name,
              account=to.number, holder=to.holder, amount=dong(amount, turn.lang), words=code.purpose),
        personal=True, decision_id=view.id,
    )  # fmt: skip
    await send_file(press, turn, answer, code.png, "ma-qr.png", picture=True, keepable=True)


def _payable(turn: Turn) -> list[DecisionView]:
    return [] if turn.party_id is None else [one for one in of_party(turn.books, turn.party_id) if can_be_paid(one)]


def _choice(turn: Turn, payable: Sequence[DecisionView], number: int) -> Reply:
    ways = [labelled(turn, "pay.ways_button", "payways")]
    if not payable:
        return replace(reply(turn, "pay.nothing", with_home(turn, [ways])), personal=True)
    page = page_of(list(enumerate(payable, start=1)), number, A_PAGE)
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


def _transfer(turn: Turn, view: DecisionView, amount: int) -> Reply:
    """How to pay ``amount`` under the decision, or why nothing is to be paid there."""
    accounts = live_accounts(turn.books)
    lines = payment_words.transfer(view, amount, accounts, in_prison=debtor_in_prison(turn, view), lang=turn.lang)
    key = payment_words.why_not(view) or "pay.head"
    return Reply(
        text="\n".join(lines),
        text_key=key,
        text_version=version_of(key),
        buttons=with_home(turn, _rows(turn, view, amount, accounts)),
        personal=True,
        decision_id=view.id,
    )


def _rows(turn: Turn, view: DecisionView, amount: int, accounts: Sequence[Account]) -> list[list[InlineKeyboardButton]]:
    back = [labelled(turn, "pay.back_to_decision", OneDecision(decision=view.id))]
    if not can_be_paid(view) or not accounts:
        return [back]
    whole = amount == view.left
    code = CodeForAll(decision=view.id) if whole else CodeForPart(decision=view.id, amount=amount)
    picture = (
        [labelled(turn, "pay.code_button", code)] if fits_a_code(transfer_words(view.number, view.issued_on)) else []
    )
    other = labelled(turn, "pay.part_button" if whole else "pay.other_sum_button", AskPart(decision=view.id))
    return [row for row in (picture, [other], back) if row]


def _ask_amount(turn: Turn, view: DecisionView, key: str) -> Reply:
    rows = [[labelled(turn, "common.back", PayDecision(decision=view.id))]]
    answer = reply(turn, key, with_home(turn, rows), left=dong(view.left, turn.lang))
    return replace(answer, personal=True, decision_id=view.id)


def _fault(view: DecisionView, amount: int | None) -> str:
    if amount is None:
        return "pay.not_a_sum"
    return "pay.too_much" if amount > view.left else "pay.too_little"


DIALOGUE = Dialogue(
    router=router,
    commands=("noptien", "nop", "pay"),
    presses=("pay", "paylist", "paypart", "qr", "qrpart"),
    states=("PayPart",),
    wishes=("pay",),
    open=begin,
    personal=True,
    stranger=show_ways,
)

ways_router = Router(name="pay_ways")
ways_router.callback_query.register(show_ways)
WAYS = Dialogue(router=ways_router, presses=("payways",))
