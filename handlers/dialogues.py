"""Which dialogues are there? The one list; a new dialogue is a module and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from aiogram import Bot, Dispatcher
from aiogram.fsm.strategy import FSMStrategy

from handlers import (
    alerts,
    answering,
    appointment_words,
    authorise,
    cannot_pay,
    complaint,
    confirm,
    content,
    day_moves,
    explain,
    fallback,
    genuine,
    identify,
    meetings,
    obligations,
    office_answers,
    own_data,
    paid_already,
    pay,
    preferences,
    promise,
    questions,
    receptions,
    reminder_words,
    start,
    threads,
    unlinking,
    view_pin,
    waiting_list,
    waiver,
)
from handlers.begun import Begun
from handlers.dialogue_store import BooksStorage, TurnIsolation
from handlers.outbox_session import OutboxSession
from handlers.switchboard import Dialogue, Switchboard
from handlers.work import Listener

DIALOGUES: tuple[Dialogue, ...] = (
    start.DIALOGUE,
    identify.DIALOGUE,
    view_pin.DIALOGUE,
    unlinking.DIALOGUE,
    preferences.DIALOGUE,
    preferences.STOP,
    own_data.KEPT,
    own_data.OWN,
    genuine.DIALOGUE,
    content.CONTENT,
    content.FOLDING,
    content.WHY,
    questions.DISTRESS,
    fallback.SMALL_TALK,
    answering.DIALOGUE,
    obligations.DIALOGUE,
    explain.DIALOGUE,
    office_answers.DIALOGUE,
    confirm.DIALOGUE,
    confirm.OWN,
    complaint.DIALOGUE,
    complaint.OWN,
    waiver.DIALOGUE,
    waiver.OWN,
    authorise.DIALOGUE,
    authorise.OWN,
    pay.DIALOGUE,
    pay.WAYS,
    promise.DIALOGUE,
    cannot_pay.DIALOGUE,
    paid_already.DIALOGUE,
    receptions.DIALOGUE,
    receptions.DAYS,
    appointment_words.DIALOGUE,
    appointment_words.WORDS,
    meetings.DIALOGUE,
    waiting_list.DIALOGUE,
    day_moves.DIALOGUE,
    questions.DIALOGUE,
    threads.DIALOGUE,
    threads.ABOUT,
    alerts.LINKING,
    alerts.TAKING,
)
FALLBACK = fallback.DIALOGUE


def make_listener(answers_presses: Mapping[str, bool], begun: Begun | None = None) -> Listener:
    """The listener over all dialogues. ``answers_presses``: channel account -> it waits for presses to be answered.

    ``begun``: where it notes which update it is at; none where nobody starts it again after a death.
    """
    dispatcher = Dispatcher(storage=BooksStorage(), fsm_strategy=FSMStrategy.CHAT, events_isolation=TurnIsolation())
    dispatcher.include_router(
        Switchboard(
            DIALOGUES,
            home=start.go_home,
            fallback=FALLBACK,
            identify=identify.begin,
            unlock=view_pin.begin,
            own=office_answers.answered,
            answers=reminder_words.wish_in,
        )
    )
    bot = Bot(token="1:outbox", session=OutboxSession())  # noqa: S106  # no token: the session makes no request
    return Listener(dispatcher, bot, answers_presses=answers_presses, begun=begun)
