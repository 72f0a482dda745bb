"""May one more printed code be typed from this network within the hour?

Where a new chat costs nothing (the web chat), limits for each chat limit nobody: whoever throws the cookie away starts
afresh. A code cannot be guessed all the same (55 bits), but ten wrong guesses lock the code of the party they happen to
meet. So codes are counted by network too, in the books: a restart forgets nothing, and several processes count together.
"""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from casework.books import Books
from casework.tables.linking import link_origin

TRIES = 60  # an hour: an office's waiting room or a mobile network has few people with a letter in hand at one time
_HOUR = 3600
_KEPT = 24  # hours
_log = logging.getLogger(__name__)


def may_try(books: Books, account: str, origin: str) -> bool:
    """Count a code typed at ``origin`` (the address of a network); False when that is one too many within this hour."""
    hour = int(books.clock.now().timestamp()) // _HOUR
    print_ = books.keys.fingerprint("link-origin", f"{account}\x1f{origin}")
    row = {"origin_print": print_, "hour": hour, "tries": 1}
    tries: int = books.conn.execute(_COUNT[books.conn.dialect.name], row).scalar_one()
    if tries == 1:
        books.conn.execute(delete(link_origin).where(link_origin.c.hour < hour - _KEPT))
    if tries > TRIES:
        _log.warning("link_origin_full", extra={"account": account, "count": TRIES})
    return tries <= TRIES


def _count(dialect: str) -> Any:
    insert = sqlite.insert(link_origin) if dialect == "sqlite" else postgresql.insert(link_origin)
    again = {"tries": link_origin.c.tries + 1}
    counted = insert.on_conflict_do_update(index_elements=["origin_print", "hour"], set_=again)
    return counted.returning(link_origin.c.tries)


_COUNT = {name: _count(name) for name in ("sqlite", "postgresql")}
