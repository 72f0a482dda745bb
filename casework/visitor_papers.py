"""Which party of the books is the guest who stands at the desk? Somebody there has compared papers; nobody is linked by it.

A guest is a name that anybody may give, so no case stands beside it (``casework.leader_page``). Once the desk has looked at the
papers (154/2026/NĐ-CP Đ.12) the booking can be the party's: by the last six digits of the identity number, or, where the books
have none (organisations, people of old lists), by other papers that somebody has seen. No chat comes to see anything by that: the
booking leaves the chat that a stranger to the case made it in, and links are made by ``casework.linking`` alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hmac import compare_digest

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from casework import people
from casework.audit import Action, record, staff
from casework.booking_facts import Booking, find_booking, in_the_way
from casework.booking_taking import note_changed, standing
from casework.booking_visitors import Visitor, columns
from casework.books import Books
from casework.db.savepoints import undone_on_error
from casework.decisions import PartyRole, parties_of
from casework.links import live_links
from casework.reception_desk import DeskRefused
from casework.reception_kinds import BookingState
from casework.reception_outcomes import outcome_of
from casework.tables.receptions import booking

DIGITS = 6  # the last ones of the identity number, as everywhere
_THERE = (BookingState.CONFIRMED, BookingState.ARRIVED, BookingState.OVER)


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A party that the visitor may be, with what is compared at the desk. ``role``: in the decision that was named."""

    id: int
    name: str = field(repr=False)
    birth_year: int | None
    address: str | None = field(repr=False)
    has_number: bool  # of twelve digits: then its last six are what counts
    role: PartyRole | None = None


def of_decision(books: Books, decision_id: int) -> tuple[Candidate, ...]:
    """The parties of the decision: the State never stands at a desk."""
    return _candidates(books, parties_of(books, decision_id))


def of_name(books: Books, name: str) -> tuple[Candidate, ...]:
    """Everybody whose whole name is this one."""
    return _candidates(books, ((one, None) for one in people.find_by_name(books, name)))


def has_number(books: Books, party_id: int, digits: str) -> bool:
    """Whether these are the last six digits of the party's identity number."""
    kept = people.identity_last_six(books, party_id)
    return kept is not None and len(digits) == DIGITS and compare_digest(kept.encode(), digits.encode())


def is_party(books: Books, booking_id: int, party_id: int, staff_id: int, *, by_number: bool) -> Booking:
    """The guest of this booking is the party: somebody has seen papers, and the line of the trail says who and which kind.

    Raises ``DeskRefused``.
    """
    there = _of_guest(books, booking_id)
    other = _other(books, there, party_id)
    if other is not None:
        raise DeskRefused(
            f"Người này đã có lịch hẹn {other.reference}. Hãy ghi đến và kết quả ở lịch hẹn ấy; nếu không thấy trong danh sách,"
            " người ấy hẹn ngày khác."
        )
    own = {one.contact_id for one in live_links(books, party_id)}
    kept = there.contact_id if there.contact_id in own else None
    now = _write(books, there, Visitor(party_id=party_id, contact_id=kept))
    how = "identity" if by_number else "papers"
    record(
        books, staff(staff_id), Action.VISITOR_IDENTIFIED, f"booking:{booking_id}", purpose=f"party:{party_id} {how}"
    )
    return now


def is_guest_again(books: Books, booking_id: int, was: Visitor, staff_id: int) -> Booking:
    """That was a slip: the booking is the guest's again. Raises ``DeskRefused`` once something came of the talk."""
    there = find_booking(books, booking_id)
    if there is None or there.party_id is None or outcome_of(books, booking_id) is not None:
        raise DeskRefused("Đã ghi kết quả cho người này. Hãy hoàn tác kết quả trước.")
    now = _write(books, there, was)
    party = f"party:{there.party_id} taken_back"
    record(books, staff(staff_id), Action.VISITOR_IDENTIFIED, f"booking:{booking_id}", purpose=party)
    return now


def _other(books: Books, there: Booking, party_id: int) -> Booking | None:
    """The party's own booking: one that is live, or of this very day, though its hour has passed; older ones give way."""
    party = Visitor(party_id=party_id)
    today = (one for one in in_the_way(books, party, there.kind) if one.day_id == there.day_id)
    return next(today, None) or standing(books, party, there.kind)


def _of_guest(books: Books, booking_id: int) -> Booking:
    there = find_booking(books, booking_id)
    if there is None:
        raise DeskRefused("Không có lịch hẹn này trong buổi. Hãy xem lại danh sách.")
    if there.party_id is not None:
        raise DeskRefused("Lịch hẹn này đã là của một đương sự trong sổ. Nếu vừa ghi nhầm, hãy hoàn tác (u).")
    if there.state not in _THERE or outcome_of(books, booking_id) is not None:
        raise DeskRefused("Đã ghi kết quả cho người này. Hãy hoàn tác (u), ghi người này là ai, rồi ghi lại kết quả.")
    return there


def _write(books: Books, there: Booking, who: Visitor) -> Booking:
    """Raises ``DeskRefused`` where the indexes have another booking of the same visitor."""
    values = columns(books, "booking", there.id, who)
    changed = update(booking).where(booking.c.id == there.id, booking.c.state == there.state.value)
    try:
        with undone_on_error(books.conn):
            count = books.conn.execute(changed.values(changed_at=books.clock.now(), **values)).rowcount
    except IntegrityError:
        raise DeskRefused("Người này vừa có một lịch hẹn khác. Hãy xem lại danh sách (l).") from None
    now = find_booking(books, there.id)
    if not count or now is None:
        raise DeskRefused("Lịch hẹn này vừa đổi. Hãy xem lại danh sách (l).")
    note_changed(books, [there, now])
    books.ring("bookings")
    return now


def _candidates(books: Books, which: Iterable[tuple[int, PartyRole | None]]) -> tuple[Candidate, ...]:
    found: dict[int, Candidate] = {}
    for party_id, role in which:
        known = people.party(books, party_id)
        if known is None or known.kind is people.PartyKind.STATE or known.deceased or party_id in found:
            continue
        found[party_id] = Candidate(
            id=known.id, name=known.name, birth_year=known.birth_year, address=known.address,
            has_number=people.identity_last_six(books, party_id) is not None, role=role,
        )  # fmt: skip
    return tuple(found.values())
