"""How do I pay? The agency's own account with its holder's name, the words to write, the sum, and a payment code.

Accounts come from the approved list and from nowhere else. Whoever is not linked learns how and where one pays; what is left
under one's own decision, and a code for it, is for the linked chat. Everything is read anew at each tap: nobody is shown a
code for a sum that has been paid meanwhile.
"""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from casework.accounts import live_accounts
from casework.obligations import DecisionView
from casework.reminder_answers import Kind as Reaction
from handlers.obligations import not_found, seen
from handlers.pay_screens import (
    AskPart,
    CodeForAll,
    CodeForDue,
    CodeForPart,
    PayAll,
    PayList,
    ask_amount,
    choice,
    first_choice,
    payable,
    transfer,
)
from handlers.presses import Bare, PayDecision, is_command
from handlers.reactions import react_if_reminded
from handlers.replies import Reply, labelled, reply, send_file, speak, with_home
from handlers.switchboard import Dialogue, Event
from handlers.turn import Turn
from messages import payment_words
from messages.decision_words import can_be_paid
from messages.due_plan import plan_of
from messages.library import version_of
from messages.payment_qr import payment_qr
from messages.transfer_words import fits_a_code, transfer_words
from messages.typed_amount import read_amount
from messages.understand import wishes_otherwise
from messages.vietnamese import dong

router = Router(name="pay")
LEAST = 1_000  # đồng: a smaller sum typed is a slip ("500" for 500.000), unless less is left
_ASKED = "paying"  # where the decision stands in the dialogue's data


class PayPart(StatesGroup):
    """The sum is being asked for."""

    amount = State()


async def begin(event: Event, turn: Turn, state: FSMContext, topic: str | None = None) -> None:
    """The only decision that can be paid, or a choice among several."""
    await state.set_state(None)
    views = payable(turn)
    answer = first_choice(turn, views[0]) if len(views) == 1 else choice(turn, views, 0)
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
    await speak(press, turn, choice(turn, payable(turn), callback_data.page))


@router.callback_query(PayDecision.filter())
async def on_decision(press: CallbackQuery, callback_data: PayDecision, turn: Turn, state: FSMContext) -> None:
    """How to pay under one decision: what is due next, or all that is left."""
    await state.set_state(None)
    view = seen(turn, callback_data.decision)
    if view is not None:
        react_if_reminded(turn, Reaction.WILL_PAY, view.id)
    await speak(press, turn, not_found(turn) if view is None else first_choice(turn, view))


@router.callback_query(PayAll.filter())
async def on_all(press: CallbackQuery, callback_data: PayAll, turn: Turn, state: FSMContext) -> None:
    """How to pay all that is left."""
    await state.set_state(None)
    view = seen(turn, callback_data.decision)
    await speak(press, turn, not_found(turn) if view is None else transfer(turn, view, view.left))


@router.callback_query(AskPart.filter())
async def on_part(press: CallbackQuery, callback_data: AskPart, turn: Turn, state: FSMContext) -> None:
    """Which sum?"""
    view = seen(turn, callback_data.decision)
    if view is None or not can_be_paid(view):
        await speak(press, turn, not_found(turn) if view is None else transfer(turn, view, view.left))
        return
    await state.set_state(PayPart.amount)
    await state.update_data({_ASKED: view.id})
    await speak(press, turn, ask_amount(turn, view, "pay.ask_part"))


@router.message(StateFilter(PayPart.amount))
async def on_amount(message: Message, turn: Turn, state: FSMContext) -> None:
    """The sum typed; words with another wish go where they belong."""
    asked = (await state.get_data()).get(_ASKED)
    view = seen(turn, asked) if isinstance(asked, int) else None
    if view is None or not can_be_paid(view):
        await state.set_state(None)
        await speak(message, turn, not_found(turn) if view is None else transfer(turn, view, view.left))
        return
    amount = read_amount(message.text or "")
    if amount is None and wishes_otherwise(message.text or ""):
        await state.set_state(None)
        raise SkipHandler
    if amount is None or not min(LEAST, view.left) <= amount <= view.left:
        await speak(message, turn, ask_amount(turn, view, _fault(view, amount)))
        return
    await state.set_state(None)
    await speak(message, turn, transfer(turn, view, amount))


@router.callback_query(CodeForAll.filter())
async def on_code(press: CallbackQuery, callback_data: CodeForAll, turn: Turn) -> None:
    """The picture for all that is left now."""
    view = seen(turn, callback_data.decision)
    await _send_code(press, turn, view, 0 if view is None else view.left)


@router.callback_query(CodeForDue.filter())
async def on_code_for_due(press: CallbackQuery, callback_data: CodeForDue, turn: Turn) -> None:
    """The picture for what is due next now; all that is left where no plan is in force any more."""
    view = seen(turn, callback_data.decision)
    plan = None if view is None else plan_of(turn.books, view)
    due = plan.proposed(view.left) if view is not None and plan is not None else 0
    await _send_code(press, turn, view, due or (0 if view is None else view.left))


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
        await speak(press, turn, transfer(turn, view, view.left))
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


def _fault(view: DecisionView, amount: int | None) -> str:
    if amount is None:
        return "pay.not_a_sum"
    return "pay.too_much" if amount > view.left else "pay.too_little"


DIALOGUE = Dialogue(
    router=router,
    commands=("noptien", "nop", "pay"),
    presses=("pay", "payall", "paylist", "paypart", "qr", "qrdue", "qrpart"),
    states=("PayPart",),
    wishes=("pay",),
    open=begin,
    personal=True,
    stranger=show_ways,
)

ways_router = Router(name="pay_ways")
ways_router.callback_query.register(show_ways)
WAYS = Dialogue(router=ways_router, presses=("payways",))
