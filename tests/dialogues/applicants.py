"""Who applies for something in these conversations, and what stands on the draft they get?"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import pypdf

from casework.agency import the_agency
from casework.books import Books
from casework.contacts import contact, meet
from casework.db.engine import Database
from casework.obligations import LineFacts
from casework.questions import Question, waiting
from handlers.turn import Turn
from tests.builders import Case, a_case, a_decision, a_line, a_person
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import linked

IDENTITY = "095181000123"
NAME = "Nguyễn Thị Thử Đơn"
ADDRESS = "Ấp Long Hòa, xã Phước Hòa"
PIN = "748291"


async def an_applicant(
    db: Database,
    *,
    decisions: int = 1,
    lines: Sequence[LineFacts] | None = None,
    issued_on: date = date(2026, 7, 15),
    **case: object,
) -> Case:
    """The debtor of so many decisions, in chat 1."""

    def write(books: Books) -> tuple[int, Case]:
        debtor = a_person(books, name=NAME, identity=IDENTITY, address=ADDRESS)
        made = a_case(books, debtor=debtor, lines=lines, issued_on=issued_on, served_on=None, **case)  # type: ignore[arg-type]  # handed on
        for _ in range(decisions - 1):
            a_decision(books, made.agency, debtor=debtor, creditor=made.creditor, lines=[a_line()],
                       office=made.office, officer=made.officer)  # fmt: skip
        return debtor, made

    return await linked(db, write)


async def nobodys_decision(db: Database) -> int:
    """A decision in which no chat's party takes part."""

    def write(books: Books) -> int:
        agency = the_agency(books)
        assert agency is not None
        return a_case(books, agency=agency.id).decision

    return await db.write(write)


async def asked_of_officers(db: Database) -> list[Question]:
    """What waits for an officer."""
    return list(await db.read(waiting))


def a_turn(books: Books) -> Turn:
    """A turn of a chat that is linked to nobody, for asking screens directly."""
    there = contact(books, meet(books, "terminal", "1").id)
    assert there is not None
    return Turn(books=books, account="terminal", update_id=1, contact=there, answers_presses=False)


def draft(citizen: Citizen) -> str:
    """The words of the one page that was sent, on one line; what it says of itself is asserted."""
    (attachment,) = [shown.attachment for shown in citizen.last if shown.attachment is not None]
    assert attachment.mime == "application/pdf"
    assert attachment.name.endswith(".pdf")
    assert attachment.name.isascii()
    (page,) = pypdf.PdfReader(io.BytesIO(attachment.content)).pages
    words = " ".join(page.extract_text().split())
    assert "BẢN NHÁP" in words
    assert "Bản nháp do trợ lý ảo" in words
    assert IDENTITY not in words.replace(" ", "")
    return words


async def set_a_pin(citizen: Citizen) -> None:
    """A view PIN, open for ten minutes from now."""
    await citizen.press_data("pin:set")
    await citizen.write(PIN)
    await citizen.write(PIN)
    citizen.sees("Đã đặt mã PIN")
