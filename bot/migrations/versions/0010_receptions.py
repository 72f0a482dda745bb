"""0010: receptions: plans, details of days, guests, numbers, waiting lists, outcomes, days that are moved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db.metadata import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_LIVE_BEFORE = sa.text("state IN ('held', 'confirmed')")
_LIVE = sa.text("state IN ('held', 'offered', 'confirmed', 'arrived')")
_GUEST = sa.text("party_id IS NULL AND contact_id IS NOT NULL AND state IN ('held', 'offered', 'confirmed', 'arrived')")
_NUMBERED = sa.text("state NOT IN ('cancelled', 'expired')")
_OPEN = sa.text("status = 'open'")
_MOST_SEATS = 300
_FILES_BEFORE = 10_000_000  # calendar files have counted the minutes since 2026: a lower number moves no entry


def upgrade() -> None:
    """Forward. What is booked was booked in the chat, for receptions with fixed times."""
    _change_slots(most_seats=_MOST_SEATS)
    _add_plans()
    _change_days()
    _change_bookings()
    _add_follow_ups()
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stand_ins", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        reminders = sa.Column("reminders_before", sa.Text(), server_default=sa.text("'3d,1d,2h'"), nullable=False)
        batch_op.add_column(reminders)


def downgrade() -> None:
    """Back. What has no place there goes: who was booked without a chat, plans, waiting lists, outcomes, the details of days."""
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_column("reminders_before")
        batch_op.drop_column("stand_ins")
    for table in ("day_move_person", "day_move", "reception_outcome", "reception_wait"):
        op.drop_table(table)
    _bookings_as_before()
    _days_as_before()
    for table in ("reception_plan_exception", "reception_plan"):
        op.drop_table(table)
    _change_slots(most_seats=50)


def _change_slots(*, most_seats: int) -> None:
    """As many seats as a morning of numbers needs; the key is for bookings to refer to."""
    slots = sa.table("reception_slot", sa.column("seats", sa.Integer()))
    op.execute(sa.update(slots).where(slots.c.seats > most_seats).values(seats=most_seats))
    key = op.f("uq_reception_slot_id_day_id_seats")
    with op.batch_alter_table("reception_slot", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_reception_slot_seats"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_reception_slot_seats"), f"seats BETWEEN 1 AND {most_seats}")
        if most_seats == _MOST_SEATS:
            batch_op.create_unique_constraint(key, ["id", "day_id", "seats"])
        else:
            batch_op.drop_constraint(key, type_="unique")


def _change_days() -> None:
    with op.batch_alter_table("reception_day", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stand_in_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("kind", sa.Text(), server_default="reception", nullable=False))
        batch_op.add_column(sa.Column("mode", sa.Text(), server_default="slots", nullable=False))
        batch_op.add_column(sa.Column("map_link", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("directions", sa.Text(), nullable=True))
        for name in ("matters", "languages", "needs"):
            batch_op.add_column(sa.Column(name, sa.Text(), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(sa.Column("reminders_before", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("plan_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("planned_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("campaign_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("moved_to_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("moved_because_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("closed_by", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("closed_at", Instant(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_reception_day_leader_id_on_date_place"), type_="unique")
        batch_op.create_index(
            "uq_reception_day_open",
            ["leader_id", "on_date", "place"],
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        )
        batch_op.create_index("ix_reception_day_campaign", ["campaign_id"], unique=False)
        batch_op.create_index("uq_reception_day_planned", ["plan_id", "planned_on"], unique=True)
        for column, table in _DAY_REFERS:
            batch_op.create_foreign_key(batch_op.f(f"fk_reception_day_{column}"), table, [column], ["id"])


_DAY_REFERS = (
    ("closed_by", "staff"), ("stand_in_id", "staff"), ("moved_to_id", "reception_day"), ("plan_id", "reception_plan"),
)  # fmt: skip


def _days_as_before() -> None:
    """A day that was called off and has another in its place gets its id behind the place's name."""
    op.execute(
        "UPDATE reception_day SET place = place || ' #' || id WHERE status <> 'open' AND EXISTS ("
        "SELECT 1 FROM reception_day other WHERE other.leader_id = reception_day.leader_id AND other.id <> reception_day.id"
        " AND other.on_date = reception_day.on_date AND other.place = reception_day.place)"
    )
    with op.batch_alter_table("reception_day", schema=None) as batch_op:
        for column, _ in _DAY_REFERS:
            batch_op.drop_constraint(batch_op.f(f"fk_reception_day_{column}"), type_="foreignkey")
        for index in ("uq_reception_day_planned", "ix_reception_day_campaign", "uq_reception_day_open"):
            batch_op.drop_index(index)
        batch_op.create_unique_constraint(
            batch_op.f("uq_reception_day_leader_id_on_date_place"), ["leader_id", "on_date", "place"]
        )
        for column in (
            "closed_at", "closed_by", "moved_because_sealed", "moved_to_id", "campaign_id", "planned_on", "plan_id",
            "reminders_before", "needs", "languages", "matters", "directions", "map_link", "mode", "kind", "stand_in_id",
        ):  # fmt: skip
            batch_op.drop_column(column)


def _change_bookings() -> None:
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("day_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("source", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("slot_seats", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.execute(
        "UPDATE booking SET source = 'chat',"
        " day_id = (SELECT day_id FROM reception_slot WHERE reception_slot.id = booking.slot_id),"
        " slot_seats = (SELECT seats FROM reception_slot WHERE reception_slot.id = booking.slot_id)"
    )
    op.execute(sa.update(sa.table("booking", sa.column("revision", sa.Integer()))).values(revision=_FILES_BEFORE))
    with op.batch_alter_table("booking", schema=None) as batch_op:
        for name in ("day_id", "source", "slot_seats"):
            batch_op.alter_column(name, nullable=False)
        for name in ("party_id", "contact_id"):
            batch_op.alter_column(name, existing_type=sa.BigInteger(), nullable=True)
        for name in ("guest_name_sealed", "guest_phone_sealed", "guest_phone_print"):
            batch_op.add_column(sa.Column(name, sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("queue_number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("companions", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("file_revision", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("coming_at", Instant(), nullable=True))
        batch_op.add_column(sa.Column("needs", sa.Text(), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(sa.Column("arrived_at", Instant(), nullable=True))
        for name, _ in _BOOKING_REFERS:
            batch_op.add_column(sa.Column(name, sa.BigInteger(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_booking_somebody"), "party_id IS NOT NULL OR guest_name_sealed IS NOT NULL"
        )
        batch_op.create_check_constraint(batch_op.f("ck_booking_companions"), "companions BETWEEN 0 AND 5")
        batch_op.drop_constraint(batch_op.f("fk_booking_slot_id"), type_="foreignkey")
        for name, table in _BOOKING_REFERS:
            batch_op.create_foreign_key(batch_op.f(f"fk_booking_{name}"), table, [name], ["id"])
        batch_op.create_check_constraint(batch_op.f("ck_booking_seat"), "seat BETWEEN 1 AND slot_seats")
        batch_op.create_foreign_key(
            batch_op.f("fk_booking_slot_id_day_id_slot_seats"),
            "reception_slot",
            ["slot_id", "day_id", "slot_seats"],
            ["id", "day_id", "seats"],
            onupdate="CASCADE",
        )
        for index, columns in _LIVE_INDEXES.items():
            batch_op.drop_index(index)
            batch_op.create_index(index, columns, unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)
        batch_op.create_index("ix_booking_day", ["day_id", "state"], unique=False)
        batch_op.create_index(
            "uq_booking_guest",
            ["guest_phone_print", "kind"],
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        )
        batch_op.create_index(
            "uq_booking_guest_chat",
            ["contact_id", "kind"],
            unique=True,
            sqlite_where=_GUEST,
            postgresql_where=_GUEST,
        )
        batch_op.create_index(
            "uq_booking_number",
            ["day_id", "queue_number"],
            unique=True,
            sqlite_where=_NUMBERED,
            postgresql_where=_NUMBERED,
        )


_BOOKING_REFERS = (("made_by", "staff"), ("checked_by", "staff"), ("team_id", "mobilisation_team"))
_LIVE_INDEXES = {"uq_booking_seat": ["slot_id", "seat"], "uq_booking_party": ["party_id", "kind"]}
_STATES_BEFORE = {"arrived": "confirmed", "offered": "held", "no_show": "over", "done": "over", "refused": "over"}


def _bookings_as_before() -> None:
    gone = "party_id IS NULL OR contact_id IS NULL"
    op.execute(f"DELETE FROM planned_step WHERE booking_id IN (SELECT id FROM booking WHERE {gone})")  # noqa: S608  # our own words
    op.execute(f"DELETE FROM booking WHERE {gone}")  # noqa: S608  # likewise
    bookings = sa.table("booking", sa.column("state", sa.Text()))
    for now, before in _STATES_BEFORE.items():
        op.execute(sa.update(bookings).where(bookings.c.state == now).values(state=before))
    with op.batch_alter_table("booking", schema=None) as batch_op:
        for name in ("slot_id_day_id_slot_seats", *(name for name, _ in _BOOKING_REFERS)):
            batch_op.drop_constraint(batch_op.f(f"fk_booking_{name}"), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f("fk_booking_slot_id"), "reception_slot", ["slot_id"], ["id"])
        for index in ("uq_booking_number", "uq_booking_guest_chat", "uq_booking_guest", "ix_booking_day"):
            batch_op.drop_index(index)
        for index, columns in _LIVE_INDEXES.items():
            batch_op.drop_index(index)
            batch_op.create_index(index, columns, unique=True, sqlite_where=_LIVE_BEFORE, postgresql_where=_LIVE_BEFORE)
        for name in ("contact_id", "party_id"):
            batch_op.alter_column(name, existing_type=sa.BigInteger(), nullable=False)
        for check in ("somebody", "companions", "seat"):
            batch_op.drop_constraint(batch_op.f(f"ck_booking_{check}"), type_="check")
        for name in (
            "coming_at", "file_revision",
            "checked_by", "arrived_at", "needs", "companions", "made_by", "team_id", "source", "revision",
            "guest_phone_print", "guest_phone_sealed", "guest_name_sealed", "queue_number", "day_id", "slot_seats",
        ):  # fmt: skip
            batch_op.drop_column(name)


def _add_plans() -> None:
    op.create_table(
        "reception_plan",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("leader_id", sa.BigInteger(), nullable=False),
        sa.Column("stand_in_id", sa.BigInteger(), nullable=True),
        sa.Column("commune_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("map_link", sa.Text(), nullable=True),
        sa.Column("directions", sa.Text(), nullable=True),
        sa.Column("matters", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("languages", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("needs", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("on_rest_day", sa.Text(), nullable=False),
        sa.Column("windows", sa.Text(), nullable=False),
        sa.Column("minutes_each", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name=op.f("ck_reception_plan_order")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_reception_plan_agency_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_reception_plan_commune_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["staff.id"], name=op.f("fk_reception_plan_leader_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_reception_plan_made_by")),
        sa.ForeignKeyConstraint(["stand_in_id"], ["staff.id"], name=op.f("fk_reception_plan_stand_in_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_plan")),
    )
    op.create_table(
        "reception_plan_exception",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "(action = 'move') = (to_date IS NOT NULL)", name=op.f("ck_reception_plan_exception_somewhere")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_reception_plan_exception_made_by")),
        sa.ForeignKeyConstraint(["plan_id"], ["reception_plan.id"], name=op.f("fk_reception_plan_exception_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_plan_exception")),
        sa.UniqueConstraint("plan_id", "on_date", name=op.f("uq_reception_plan_exception_plan_id_on_date")),
    )


def _add_follow_ups() -> None:
    op.create_table(
        "reception_outcome",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_at", Instant(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column("promise_id", sa.BigInteger(), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("refusal_ground", sa.Text(), nullable=True),
        sa.Column("notice_due_on", sa.Date(), nullable=True),
        sa.Column("noticed_at", Instant(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "(what = 'refused') = (refusal_ground IS NOT NULL)", name=op.f("ck_reception_outcome_ground")
        ),
        sa.CheckConstraint("(next_step IS NULL) = (next_on IS NULL)", name=op.f("ck_reception_outcome_step")),
        sa.ForeignKeyConstraint(["answered_by"], ["staff.id"], name=op.f("fk_reception_outcome_answered_by")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_reception_outcome_booking_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_reception_outcome_decision_id")),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_reception_outcome_promise_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_reception_outcome_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_outcome")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_reception_outcome_booking_id")),
    )
    with op.batch_alter_table("reception_outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reception_outcome_answer_due_on"), ["answer_due_on"], unique=False)

    op.create_table(
        "reception_wait",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("guest_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("guest_phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("guest_phone_print", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=True),
        sa.Column("leader_id", sa.BigInteger(), nullable=True),
        sa.Column("day_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=True),
        sa.Column("declined", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "party_id IS NOT NULL OR guest_name_sealed IS NOT NULL", name=op.f("ck_reception_wait_somebody")
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_reception_wait_booking_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_reception_wait_commune_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_reception_wait_contact_id")),
        sa.ForeignKeyConstraint(["day_id"], ["reception_day.id"], name=op.f("fk_reception_wait_day_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["staff.id"], name=op.f("fk_reception_wait_leader_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_reception_wait_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_wait")),
    )
    with op.batch_alter_table("reception_wait", schema=None) as batch_op:
        batch_op.create_index("ix_reception_wait_line", ["state", "asked_at"], unique=False)
        batch_op.create_index(
            "uq_reception_wait_guest",
            ["guest_phone_print", "kind"],
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'offered')"),
            postgresql_where=sa.text("state IN ('waiting', 'offered')"),
        )
        batch_op.create_index(
            "uq_reception_wait_party",
            ["party_id", "kind"],
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'offered')"),
            postgresql_where=sa.text("state IN ('waiting', 'offered')"),
        )

    op.create_table(
        "day_move",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("from_day_id", sa.BigInteger(), nullable=False),
        sa.Column("to_day_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("because_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("moved_by", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.CheckConstraint("(action = 'cancel') = (to_day_id IS NULL)", name=op.f("ck_day_move_somewhere")),
        sa.ForeignKeyConstraint(["from_day_id"], ["reception_day.id"], name=op.f("fk_day_move_from_day_id")),
        sa.ForeignKeyConstraint(["moved_by"], ["staff.id"], name=op.f("fk_day_move_moved_by")),
        sa.ForeignKeyConstraint(["to_day_id"], ["reception_day.id"], name=op.f("fk_day_move_to_day_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["staff.id"], name=op.f("fk_day_move_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_move")),
    )
    with op.batch_alter_table("day_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_day_move_from_day_id"), ["from_day_id"], unique=False)

    op.create_table(
        "day_move_person",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("move_id", sa.BigInteger(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("in_line", sa.Integer(), nullable=False),
        sa.Column("from_slot_id", sa.BigInteger(), nullable=False),
        sa.Column("from_seat", sa.Integer(), nullable=False),
        sa.Column("from_number", sa.Integer(), nullable=True),
        sa.Column("offered_slot_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("phone_why", sa.Text(), nullable=True),
        sa.Column("told_outbox_id", sa.BigInteger(), nullable=True),
        sa.Column("told_at", Instant(), nullable=True),
        sa.Column("followed_up_at", Instant(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("phoned_by", sa.BigInteger(), nullable=True),
        sa.Column("calls", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("called_at", Instant(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_day_move_person_booking_id")),
        sa.ForeignKeyConstraint(["from_slot_id"], ["reception_slot.id"], name=op.f("fk_day_move_person_from_slot_id")),
        sa.ForeignKeyConstraint(["move_id"], ["day_move.id"], name=op.f("fk_day_move_person_move_id")),
        sa.ForeignKeyConstraint(
            ["offered_slot_id"], ["reception_slot.id"], name=op.f("fk_day_move_person_offered_slot_id")
        ),
        sa.ForeignKeyConstraint(["phoned_by"], ["staff.id"], name=op.f("fk_day_move_person_phoned_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_move_person")),
        sa.UniqueConstraint("move_id", "booking_id", name=op.f("uq_day_move_person_move_id_booking_id")),
    )
    with op.batch_alter_table("day_move_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_day_move_person_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index("ix_day_move_person_state", ["state"], unique=False)
