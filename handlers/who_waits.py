"""Does this chat's party wait for a place at a reception, or is one kept for them? Then that is what they are shown."""

from __future__ import annotations

from casework.clock import local
from casework.waiting_list import WaitState, waiting_of
from handlers.replies import Reply, labelled, of_content, reply, with_home
from handlers.turn import Turn
from messages.library import version_of
from messages.outbox import Content
from messages.vietnamese import short_day
from messages.waiting_notices import LEAVE, OFFERED, render_offer


def who_waits(turn: Turn) -> Reply | None:
    """The offer as it stands now, or since when they wait; None: they do not."""
    waits = None if turn.party_id is None else waiting_of(turn.books, turn.party_id)
    if waits is None:
        return None
    if waits.state is WaitState.OFFERED and waits.booking_id is not None:
        offer = Content(
            text_key=OFFERED, text_version=version_of(OFFERED), booking_id=waits.booking_id, party_id=turn.party_id
        )
        return of_content(turn, render_offer(turn.books, offer, waits.booking_id, turn.lang))
    rows = [[labelled(turn, "waiting.leave_button", LEAVE)], [labelled(turn, "common.book", "book")]]
    since = short_day(local(waits.asked_at).date(), turn.lang)
    return reply(turn, "waiting.waits", with_home(turn, rows), personal=True, day=since)
