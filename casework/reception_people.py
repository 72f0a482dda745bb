"""Who may receive whom: a leader citizens, an officer the parties of a case; and may somebody stand in?

The head receives citizens in person at least one day a month (TCD13 Đ.18.2), and the law of 10/12/2025 (L136) is reported not to
let it be left to deputies. So nobody stands in unless the agency's leaders have chosen that (``casework.agency_choices``).
"""

from __future__ import annotations

from sqlalchemy import select

from casework.agency import the_agency
from casework.books import Books
from casework.reception_kinds import BookingKind
from casework.reception_times import PlanRefused
from casework.staff import LEADERS, Role
from casework.tables.agency import staff

RECEIVES = {
    BookingKind.RECEPTION: LEADERS,
    BookingKind.OFFICER: frozenset({Role.OFFICER, *LEADERS}),
}
_WRONG = {
    BookingKind.RECEPTION: "Người tiếp công dân phải là lãnh đạo đang làm việc. Xem: gandan agency staff",
    BookingKind.OFFICER: "Người làm việc phải là chấp hành viên đang làm việc. Xem: gandan agency staff",
}


def check_people(books: Books, kind: BookingKind, leader_id: int, stand_in_id: int | None) -> None:
    """Raises ``PlanRefused`` where one of them may not receive, with what to do."""
    able = {role.value for role in RECEIVES[kind]}
    people = {leader_id} if stand_in_id is None else {leader_id, stand_in_id}
    known = select(staff.c.id).where(staff.c.id.in_(people), staff.c.active, staff.c.role.in_(able))
    if set(books.conn.execute(known).scalars()) != people:
        raise PlanRefused(_WRONG[kind])
    if stand_in_id is None:
        return
    if stand_in_id == leader_id:
        raise PlanRefused("Người tiếp thay phải là người khác. Hãy sửa người tiếp thay.")
    agency = the_agency(books)
    if kind is BookingKind.RECEPTION and not (agency is not None and agency.stand_ins):
        raise PlanRefused(
            "Cơ quan chưa cho phép người khác tiếp công dân thay lãnh đạo. Hãy bỏ người tiếp thay; nếu luật cho phép, "
            "lãnh đạo chọn trước: gandan agency rules --stand-ins on"
        )
