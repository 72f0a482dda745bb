"""What stands on the locked screen, and which press opens it?

A nudge says that there is something and nothing of what it is. Its one button names its own row of the outbox, so that the
content is looked up anew at each tap.
"""

from __future__ import annotations

from messages.library import Lang, say
from messages.outgoing import Act, Button, Outgoing

NEWS = "nudge.news"
APPOINTMENT = "nudge.appointment"
EXERCISES = {NEWS: "nudge.news_exercise", APPOINTMENT: "nudge.appointment_exercise"}
"""How the same nudge comes in an exercise, by the key it has otherwise."""

VIEW = "view"  # the press that opens a nudge: ``view:<outbox id>``


def closed(key: str, lang: Lang, reference: str, row_id: int) -> Outgoing:
    """The nudge ``key`` as it comes, with its reference and its button; ``row_id`` is its own row."""
    view = Button(text=say(lang, "common.view"), data=f"{VIEW}:{row_id}")
    return Outgoing(act=Act.SEND, text=say(lang, key, reference=reference), buttons=((view,),))
