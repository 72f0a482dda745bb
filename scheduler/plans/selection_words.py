"""How is a selection read back in one sentence, so that anyone can say whom a campaign speaks to?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, select

from casework.books import Books
from casework.decisions import ReviewResult, Status
from casework.payment_order import Kind
from casework.tables.agency import regional_office, staff
from casework.tables.places import commune
from messages.vietnamese import dong
from scheduler.plans.selection import Agreed, Promised, Selection
from scheduler.tables.plans import focal_commune


def in_words(books: Books, selection: Selection, *narrower: Selection) -> str:
    """The selection in one sentence, with the names of communes, offices and officer, for whoever makes or approves it.

    ``narrower``: those of waves, of which only the part that narrows is told.
    """
    statuses = [STATUS_WORDS[status] for status in selection.statuses]
    start = f"Người phải thi hành án trong các việc {_or(statuses) or 'cần nhắc'} và còn tiền phải nộp"
    said = ", ".join([start, *_parts(books, selection)])
    for one in narrower:
        if told := narrowing(books, one):
            said += f"; trong số đó chỉ các việc {told}"
    return f"{said}."


def narrowing(books: Books, selection: Selection) -> str:
    """What a selection asks beyond owing money, without a full stop; "" if nothing."""
    statuses = [STATUS_WORDS[status] for status in selection.statuses]
    return ", ".join([*([_or(statuses)] if statuses else []), *_parts(books, selection)])


def _parts(books: Books, selection: Selection) -> Iterator[str]:
    yield from _where(books, selection)
    if selection.officer is not None:
        yield f"do chấp hành viên {_or(_names(books, staff.c.name, staff.c.id, [selection.officer]))} phụ trách"
    if selection.difficult:
        yield "có kế hoạch giải quyết riêng trong đợt"
    yield from _how_much(selection)
    if selection.issued_before is not None:
        yield f"quyết định thi hành án ra trước ngày {selection.issued_before:%d/%m/%Y}"
    if selection.promise is not None:
        yield PROMISE_WORDS[selection.promise]
    if selection.agreement is not None:
        yield AGREEMENT_WORDS[selection.agreement]
    if selection.prison is not None:
        yield "của người đang chấp hành án phạt tù" if selection.prison else "của người không ở trong trại giam"
    if selection.review_results:
        yield f"kết quả rà soát: {_or([REVIEW_WORDS[result] for result in selection.review_results])}"


def _how_much(selection: Selection) -> Iterator[str]:
    if selection.kinds:
        yield f"còn khoản {_or([KIND_WORDS[kind] for kind in selection.kinds])}"
    if selection.min_left is not None:
        yield f"còn từ {dong(selection.min_left)}"
    if selection.max_left is not None:
        yield f"còn không quá {dong(selection.max_left)}"


def _where(books: Books, selection: Selection) -> Iterator[str]:
    if selection.communes:
        yield f"tại {_or(_names(books, commune.c.name, commune.c.id, selection.communes))}"
    if selection.focal:
        ids = select(focal_commune.c.commune_id).where(focal_commune.c.campaign_id == selection.campaign)
        chosen = books.conn.execute(ids).scalars().all()
        names = sorted(_names(books, commune.c.name, commune.c.id, chosen))
        yield f"tại các xã điểm của đợt ({', '.join(names) or 'chưa chọn xã nào'})"
    if selection.offices:
        yield f"thuộc {_or(_names(books, regional_office.c.name, regional_office.c.id, selection.offices))}"


def _names(books: Books, name: ColumnElement[str], row_id: ColumnElement[int], ids: Iterable[Any]) -> list[str]:
    known = {row[0]: row[1] for row in books.conn.execute(select(row_id, name).where(row_id.in_(ids)))}
    return [known.get(one, f"(không còn trong sổ: {one})") for one in ids]


def _or(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " hoặc " + words[-1] if words else ""


STATUS_WORDS = {
    Status.ENFORCING: "đang thi hành",
    Status.NO_MEANS: "chưa có điều kiện thi hành",
}
REVIEW_WORDS = {
    ReviewResult.FINISHED: "thi hành xong",
    ReviewResult.TERMINATED: "đình chỉ",
    ReviewResult.TO_WAIVE: "xét miễn",
    ReviewResult.TO_REDUCE: "xét giảm",
    ReviewResult.WITH_MEANS: "có điều kiện",
    ReviewResult.NO_MEANS: "chưa có điều kiện",
    ReviewResult.DEFERRED: "hoãn",
}
KIND_WORDS = {
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
PROMISE_WORDS = {
    Promised.OPEN: "đang có lời hẹn nộp tiền",
    Promised.MISSED: "đã quá ngày hẹn nộp tiền mà chưa hẹn lại",
    Promised.NONE: "chưa hẹn nộp tiền lần nào",
}
AGREEMENT_WORDS = {
    Agreed.LIVE: "đang có thỏa thuận trả dần",
    Agreed.BROKEN: "có thỏa thuận trả dần đã bị vi phạm",
    Agreed.NONE: "chưa có thỏa thuận trả dần",
}
