"""From which state may a message go to which? The database itself refuses any other move (docs/decisions/0005-outbox-states.md).

A trigger whose condition the database works out by itself: only a move that is refused costs more than a comparison.
"""

from __future__ import annotations

MOVES: dict[str, tuple[str, ...]] = {  # messages.outbox.State
    "queued": (
        "sending",
        "suppressed",
        "expired",
        "cancelled",
        "failed_technical",
        "uncertain",
        "accepted",
        "rejected",
    ),
    "sending": ("accepted", "queued", "rejected", "uncertain", "failed_technical"),
    "uncertain": ("accepted", "opened", "queued", "rejected"),
    "accepted": ("opened",),
    "opened": (),
    "rejected": (),
    "suppressed": ("uncertain",),
    "expired": ("uncertain",),
    "cancelled": ("uncertain",),
    "failed_technical": ("queued", "uncertain"),
}
"""From ``queued`` straight to ``accepted`` or ``rejected``: the answer to a try that was thought lost comes after all. What has
ended without being sent becomes ``uncertain`` only when a send journal knows better than books that were restored."""

TRIGGER = "outbox_moves"


def moves_ddl(dialect: str) -> list[str]:
    """Statements for ``"sqlite"`` or ``"postgresql"``, to run once when the table is there."""
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'outbox: a message does not move so'); END"
        strange = _strange("instr")
        return [f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE OF state ON outbox WHEN {strange} {refuse}"]
    strange = _strange("strpos")
    return [
        _REFUSE_MOVE,
        f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE OF state ON outbox FOR EACH ROW WHEN ({strange}) "
        "EXECUTE FUNCTION refuse_move()",
    ]


def moves_undone(dialect: str) -> list[str]:
    """Statements that take the trigger away."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {TRIGGER}"]
    return [f"DROP TRIGGER {TRIGGER} ON outbox", "DROP FUNCTION refuse_move()"]


def _strange(position: str) -> str:
    """True of a move that is not known; ``position`` is the database's function that looks for one text in another.

    One look, because lists of states cost SQLite ten times as much.
    """
    known = " ".join(f"{here}>{there}" for here, theirs in MOVES.items() for there in theirs)
    return f"OLD.state <> NEW.state AND {position}(' {known} ', ' ' || OLD.state || '>' || NEW.state || ' ') = 0"


_REFUSE_MOVE = """
CREATE OR REPLACE FUNCTION refuse_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = 'outbox: a message does not move from ' || OLD.state || ' to ' || NEW.state,
        ERRCODE = 'restrict_violation';
END $$
"""
