"""Whom does a campaign speak to? A selection is kept as written, read back in one sentence, and turned into one statement.

An empty field means "whichever". Whatever is selected, only decisions that may be reminded of and still owe money count,
and only debtors who live.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Select, cast, exists, func, or_, select

from casework.books import Books
from casework.decisions import ReviewResult, Status, needs_no_reminder
from casework.payment_order import BY_THE_AGENCY, NOT_MONEY, Kind
from casework.tables.agency import staff
from casework.tables.decisions import allocation, decision, decision_party, obligation
from casework.tables.people import party
from casework.tables.places import commune
from messages.vietnamese import dong
from scheduler import conditions

E = TypeVar("E", bound=StrEnum)


class SelectionRefused(Exception):
    """The selection cannot be used; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """Which debtors of which decisions. Ids of communes and of the officer; sums left in đồng, both ends included."""

    communes: tuple[int, ...] = ()
    officer: int | None = None
    kinds: tuple[Kind, ...] = ()
    min_left: int | None = None
    max_left: int | None = None
    review_results: tuple[ReviewResult, ...] = ()
    statuses: tuple[Status, ...] = ()

    def __post_init__(self) -> None:
        low, high = self.min_left or 0, self.max_left
        if low < 0 or (high is not None and high < max(low, 1)):
            raise SelectionRefused("Khoảng số tiền còn phải nộp không hợp lý. Hãy nhập số nhỏ trước, số lớn sau.")
        if (NOT_MONEY | BY_THE_AGENCY).intersection(self.kinds):
            raise SelectionRefused(
                "Việc không phải là tiền và khoản cơ quan hoàn trả thì không nhắc nộp được. Hãy bỏ loại đó."
            )
        if any(needs_no_reminder(status) for status in self.statuses):
            raise SelectionRefused(
                "Việc đã xong, hoãn, tạm đình chỉ, đình chỉ hoặc ủy thác thì không được nhắc. Hãy bỏ trạng thái đó."
            )


def to_json(selection: Selection) -> str:
    """The selection as JSON text; equal selections give equal text."""
    shape = {field.name: getattr(selection, field.name) for field in fields(selection)}
    kept = {name: sorted(value) if isinstance(value, tuple) else value for name, value in shape.items()}
    return json.dumps({name: value for name, value in kept.items() if value not in (None, [])}, sort_keys=True)


def from_json(text: str) -> Selection:
    """The selection that ``to_json`` wrote. Raises ``SelectionRefused`` for anything else."""
    try:
        shape = json.loads(text)
        if not isinstance(shape, dict):
            raise TypeError("not an object")
        return Selection(
            communes=tuple(int(one) for one in shape.pop("communes", ())),
            officer=_whole(shape.pop("officer", None)),
            kinds=_members(Kind, shape.pop("kinds", ())),
            min_left=_whole(shape.pop("min_left", None)),
            max_left=_whole(shape.pop("max_left", None)),
            review_results=_members(ReviewResult, shape.pop("review_results", ())),
            statuses=_members(Status, shape.pop("statuses", ())),
            **shape,  # a field that there is not
        )
    except (ValueError, TypeError) as problem:
        raise SelectionRefused("Điều kiện chọn người nhận không đọc được. Hãy chọn lại từ đầu.") from problem


def eligible(*selections: Selection) -> Select[Any]:
    """Rows ``decision_id, party_id, served_on, left`` (đồng): every debtor to whom the campaign would speak now.

    Of several selections (a campaign's and its wave's) all must fit. No order; whether they can be reached is not looked at.
    """
    left = conditions.dong_left(decision.c.id, decision_party.c.party_id)
    return (
        select(
            decision.c.id.label("decision_id"),
            decision_party.c.party_id.label("party_id"),
            decision.c.served_on.label("served_on"),
            left.label("left"),
        )
        .select_from(
            decision.join(decision_party, decision_party.c.decision_id == decision.c.id).join(
                party, party.c.id == decision_party.c.party_id
            )
        )
        .where(
            decision_party.c.role == conditions.DEBTOR,
            party.c.deceased.is_(False),
            conditions.needs_reminding(decision.c.status),
            *(fits for selection in selections for fits in _wanted(selection)),
            left > 0,
            *(left >= one.min_left for one in selections if one.min_left is not None),
            *(left <= one.max_left for one in selections if one.max_left is not None),
        )
    )


def in_words(books: Books, selection: Selection) -> str:
    """The selection read back in one sentence, with the names of communes and officer, for whoever makes or approves it."""
    statuses = [_STATUS_WORDS[status] for status in selection.statuses]
    parts = [f"Người phải thi hành án trong các việc {_or(statuses) or 'cần nhắc'} và còn tiền phải nộp"]
    if selection.communes:
        parts.append(f"tại {_or(_names(books, commune.c.name, commune.c.id, selection.communes))}")
    if selection.officer is not None:
        parts.append(f"do chấp hành viên {_or(_names(books, staff.c.name, staff.c.id, [selection.officer]))} phụ trách")
    if selection.kinds:
        parts.append(f"còn khoản {_or([_KIND_WORDS[kind] for kind in selection.kinds])}")
    if selection.min_left is not None:
        parts.append(f"còn từ {dong(selection.min_left)}")
    if selection.max_left is not None:
        parts.append(f"còn không quá {dong(selection.max_left)}")
    if selection.review_results:
        parts.append(f"kết quả rà soát: {_or([_REVIEW_WORDS[result] for result in selection.review_results])}")
    return ", ".join(parts) + "."


def _wanted(selection: Selection) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if selection.communes:
        wanted.append(decision.c.commune_id.in_(selection.communes))
    if selection.officer is not None:
        wanted.append(decision.c.officer_id == selection.officer)
    if selection.review_results:
        wanted.append(decision.c.review_result.in_([result.value for result in selection.review_results]))
    if selection.statuses:
        wanted.append(decision.c.status.in_([status.value for status in selection.statuses]))
    if selection.kinds:
        paid = select(cast(func.coalesce(func.sum(allocation.c.amount), 0), BigInteger)).where(
            allocation.c.obligation_id == obligation.c.id
        )
        wanted.append(
            exists().where(
                obligation.c.decision_id == decision.c.id,
                obligation.c.kind.in_([kind.value for kind in selection.kinds]),
                obligation.c.amount - obligation.c.waived > paid.scalar_subquery(),
                or_(obligation.c.debtor_id.is_(None), obligation.c.debtor_id == decision_party.c.party_id),
            )
        )
    return wanted


def _members(kind: type[E], values: Any) -> tuple[E, ...]:
    return tuple(kind(value) for value in values)


def _whole(value: Any) -> int | None:
    if value is not None and type(value) is not int:
        raise TypeError("not a whole number")
    return value


def _names(books: Books, name: ColumnElement[str], row_id: ColumnElement[int], ids: Any) -> list[str]:
    known = {row[0]: row[1] for row in books.conn.execute(select(row_id, name).where(row_id.in_(ids)))}
    return [known.get(one, f"(không còn trong sổ: {one})") for one in ids]


def _or(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " hoặc " + words[-1] if words else ""


_STATUS_WORDS = {
    Status.ENFORCING: "đang thi hành",
    Status.NO_MEANS: "chưa có điều kiện thi hành",
}
_REVIEW_WORDS = {
    ReviewResult.FINISHED: "thi hành xong",
    ReviewResult.TERMINATED: "đình chỉ",
    ReviewResult.TO_WAIVE: "xét miễn",
    ReviewResult.TO_REDUCE: "xét giảm",
    ReviewResult.WITH_MEANS: "có điều kiện",
    ReviewResult.NO_MEANS: "chưa có điều kiện",
    ReviewResult.DEFERRED: "hoãn",
}
_KIND_WORDS = {
    Kind.COURT_FEE: "án phí, lệ phí tòa án",
    Kind.FINE: "tiền phạt",
    Kind.RECOVERY: "truy thu",
    Kind.CONFISCATION: "tịch thu",
    Kind.SOCIAL_INSURANCE: "bảo hiểm xã hội",
    Kind.COMPENSATION_HEALTH: "bồi thường tính mạng, sức khỏe",
    Kind.COMPENSATION: "bồi thường khác",
    Kind.ALIMONY: "cấp dưỡng",
    Kind.WAGE: "tiền lương, trợ cấp",
    Kind.BANK_DEBT: "nợ ngân hàng",
    Kind.DEBT: "trả nợ",
    Kind.REFUND: "trả lại tiền",
    Kind.LATE_INTEREST: "lãi chậm thi hành án",
    Kind.OTHER: "khác",
}
