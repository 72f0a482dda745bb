"""Which party is it that asks about their data, and what copy may whoever serves them hand over?

Both only of people who take part in a decision that the member of staff sees: a room for requests is no way to look up others.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from casework import audit, own_data, people, scope
from casework.books import Books
from casework.data_request_kinds import Identity, Kind
from casework.data_requests import DataRequest, DataRequestRefused
from casework.scope import Reach, in_sight
from casework.staff import Staff
from casework.tables.decisions import decision, decision_party

COPIED = frozenset({Kind.ACCESS, Kind.COPY})


def party_numbered(books: Books, who: Staff, identity: str) -> int:
    """The party with this identity number. Raises ``DataRequestRefused``, alike for nobody and for somebody elsewhere."""
    found = people.find_by_identity(books, identity)
    if found is None or not _is_in_sight(books, who, found):
        raise DataRequestRefused(
            "Không thấy ai có số định danh này trong phần việc của ông/bà. Hãy xem lại số, hoặc để trống và nhờ lãnh đạo."
        )
    return found


def may_copy(who: Staff, known: DataRequest) -> bool:
    """Whether a copy is what is asked, and this role sees what would be in it."""
    return known.kind in COPIED and scope.reach(who) is not Reach.NONE


def copy_for(books: Books, who: Staff, known: DataRequest) -> dict[str, Any]:
    """All that the books hold about whoever asks; that it was made stands in the trail. Raises ``DataRequestRefused``."""
    if known.kind not in COPIED:
        raise DataRequestRefused(
            "Yêu cầu này không xin xem hay xin bản sao. Hãy ghi yêu cầu đúng loại rồi lấy bản sao."
        )
    if scope.reach(who) is Reach.NONE:
        raise DataRequestRefused("Vai trò này không xem hồ sơ nên không lấy bản sao được. Hãy nhờ lãnh đạo.")
    if known.identity is Identity.NOT_YET or known.party_id is None:
        raise DataRequestRefused(
            "Chưa rõ người yêu cầu là ai trong sổ. Hãy kiểm tra giấy tờ, ghi số định danh rồi lấy bản sao."
        )
    if not _is_in_sight(books, who, known.party_id):
        raise DataRequestRefused(
            "Hồ sơ của người này không thuộc phần việc của ông/bà. Hãy chuyển yêu cầu cho đúng nơi."
        )
    copied = own_data.whole_copy(books, known.party_id)
    actor, about = audit.staff(who.id), f"party:{known.party_id}"
    audit.record(books, actor, audit.Action.OWN_DATA_COPIED, about, purpose=f"data_request {known.id}")
    return copied


def _is_in_sight(books: Books, who: Staff, party_id: int) -> bool:
    asked = (
        select(decision_party.c.party_id)
        .join(decision, decision.c.id == decision_party.c.decision_id)
        .where(decision_party.c.party_id == party_id, in_sight(who, decision))
    )
    return books.conn.execute(asked.limit(1)).first() is not None
