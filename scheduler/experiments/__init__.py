"""Does reminding work? A campaign may hold a random group out and count what both groups did.

Registered before the approval (``registering``), drawn at it (``drawing``), counted from the books (``outcomes``) and told
with an interval (``results``). What the statistics rest on stands in docs/decisions/0016-does-it-work.md.
"""

from __future__ import annotations

from casework.books import Books


def draw(books: Books, campaign_id: int) -> int:
    """Inside the approval, once the recipients are frozen: draw and mark who is held out (``drawing.draw``); how many."""
    from scheduler.experiments import drawing  # it needs planning, and planning needs what is withheld

    return drawing.draw(books, campaign_id)
