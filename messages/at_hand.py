"""What answers are made of is read before the first person waits for one.

The law, the texts and the trained weights are read once a process. Read while somebody's first message is handled, on a slow
machine they would use up the time that one message may take (``handlers.bounded``): stopped in the middle nothing of the law is
kept, and the next try would begin anew.
"""

from __future__ import annotations

from messages import explanations, library
from messages.understand import in_distress

_ANY_WORDS = "tôi muốn hỏi"


def read_all() -> None:
    """Read all that is read once: about half a second of one core. Raises ``TextError`` where a file of ours is malformed."""
    explanations.names()
    library.keys()
    in_distress(_ANY_WORDS)
