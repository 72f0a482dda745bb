"""What stands in the draft minutes of a reception before anybody has said a word: who, and what the books say of their cases?

The visitor reads and signs them and may ask for a copy, so they hold only what that person may see of their own cases.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.cli import shown
from casework.books import Books
from casework.decision_states import LIVE
from casework.decisions import PartyRole
from casework.leader_page import VisitorFacts
from casework.obligations import DecisionView
from casework.people import Party, PartyKind
from casework.reception_details import Need
from casework.reception_kinds import BookingKind
from casework.working_days import working_days
from messages.letters.leader_page import Minutes
from messages.vietnamese import dong

ANSWER_WITHIN = 10  # working days
_SETTLED = (
    "Nộp tiền (bao nhiêu, ngày nào):",
    "Trả dần (các kỳ):",
    "Bổ sung giấy tờ (giấy gì, ngày nào):",
    "Cơ quan trả lời bằng văn bản về:",
    "Đã được giải thích, không yêu cầu gì thêm.",
    "Chưa thống nhất. Ý kiến của ông/bà:",
)


def minutes(books: Books, visitor: VisitorFacts, day: Row[Any], receives: str) -> Minutes:
    """The draft for one visitor; what nobody knows yet is a line to write on."""
    calendar = working_days(books)
    by = calendar.add(day.on_date, ANSWER_WITHIN)
    forecast = "" if calendar.year_confirmed(by.year) else " (lịch năm đó chưa xác nhận)"
    reason = visitor.booking.reason
    return Minutes(
        who=[
            ("Thời gian, nơi tiếp:", f"ngày {shown.day(day.on_date)}, {day.place}, {day.address}"),
            ("Người tiếp:", receives),
            ("Người ghi:", ""),
            *_visitor(visitor, visitor.known),
            *_beside(visitor),
            ("Giấy tờ tùy thân đã xem (số, ngày cấp):", ""),
        ],
        story=[f"Khi đặt lịch, ông/bà ghi: «{' '.join(reason.split())}»"] if reason else [],
        books=_books_say(visitor),
        settle=_SETTLED,
        law=_law_of_reception(day, f"{shown.day(by)}{forecast}"),
    )


def _visitor(visitor: VisitorFacts, known: Party | None) -> list[tuple[str, str]]:
    """A person with year of birth and home; of an organisation who comes for it, with what authority."""
    address = (known.address if known is not None else None) or ""
    if known is not None and known.kind is not PartyKind.PERSON:
        return [
            ("Tổ chức:", known.name),
            ("Trụ sở:", address),
            ("Người đại diện đến làm việc:", ""),
            ("Giấy ủy quyền, giới thiệu (số, ngày):", ""),
        ]
    born = str(known.birth_year) if known is not None and known.birth_year else ""
    return [("Công dân:", visitor.name), ("Năm sinh:", born), ("Nơi ở:", address)]


def _beside(visitor: VisitorFacts) -> list[tuple[str, str]]:
    """Who else sits there, to be written down by name."""
    found = []
    if visitor.booking.companions:
        found.append((f"Người đi cùng ({visitor.booking.companions}):", ""))
    if Need.INTERPRETER in visitor.booking.needs:
        found.append(("Người phiên dịch:", ""))
    return found


def _books_say(visitor: VisitorFacts) -> list[str]:
    """All cases that go on, also those that have no room on the leader's page."""
    if visitor.known is None:
        return ["(Ghi sau khi đã xem giấy tờ.)"]
    going_on = [case.own for case in visitor.cases] + [one for one in visitor.other_cases if one.status in LIVE]
    return [_case(own) for own in going_on] or ["Không có việc nào đang thi hành."]


def _case(own: DecisionView) -> str:
    """Whose money it is, by the visitor's side: a representative or a related person owes nothing themselves."""
    waived = f", được miễn, giảm {dong(own.waived)}" if own.waived else ""
    asked = {PartyRole.CREDITOR: "được nhận", PartyRole.DEBTOR: "phải nộp"}.get(
        own.role or PartyRole.RELATED, "người phải thi hành án phải nộp"
    )
    came = "đã thu" if own.role is PartyRole.CREDITOR else "đã nộp"
    return (
        f"Quyết định {own.number} ngày {shown.day(own.issued_on)}{_side(own)}: {asked} {dong(own.total)}, {came} {dong(own.paid)}"
        f"{waived}, còn {dong(own.left)}."
    )


def _side(own: DecisionView) -> str:
    if own.role in (None, PartyRole.DEBTOR, PartyRole.CREDITOR):
        return ""
    return f" (ông/bà là {shown.ROLE_WORDS[own.role]})"


def _law_of_reception(day: Row[Any], by: str) -> list[str]:
    if BookingKind(day.kind) is BookingKind.OFFICER:
        return []
    return [
        f"Kết quả xử lý được báo cho người đến trong {ANSWER_WITHIN} ngày làm việc, chậm nhất {by}"
        " (khoản 1 Điều 28 Luật Tiếp công dân 42/2013/QH13)."
    ]
