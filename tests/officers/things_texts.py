"""Texts, explanations and provisions: the same for everybody who may enter the room."""

from __future__ import annotations

from sqlalchemy import select

from casework import proposals
from casework.books import Books
from casework.proposals import Statement, Words
from casework.questions import Question, ask
from casework.scope import May, may
from casework.staff import find
from casework.tables.decisions import decision_party
from tests.casework.chats import a_chat
from tests.officers.laid import Laid, Thing
from tests.officers.office import ROLES, Office


def _the_same(*things: str) -> Thing:
    def lay(books: Books, office: Office) -> Laid:
        entering = {role for role in ROLES if (who := find(books, office.staff[role])) and may(who, May.TEXTS)}
        assert entering == {"head", "deputy", "legal"}
        return Laid(
            in_sight={role: things if role in entering else () for role in ROLES}, out_of_sight=dict.fromkeys(ROLES, ())
        )

    return Thing(lay=lay, nowhere="reminder.there_is_no_such")


def an_own_explanation(books: Books, office: Office, by: str = "officer") -> str:
    """One that waits for somebody to read it."""
    debtor = books.conn.execute(
        select(decision_party.c.party_id).where(decision_party.c.decision_id == office.own)
    ).scalars()
    asked = ask(books, a_chat(books), next(iter(debtor)), "Thỏa thuận trả dần bằng giấy viết tay có được không ạ?")
    assert isinstance(asked, Question)
    said = "Hai bên được thỏa thuận trả dần ở bất cứ giai đoạn nào, và phải lập thành văn bản."
    advice = "Ông/bà ghi rõ số kỳ và ngày trả từng kỳ rồi cả hai bên cùng ký."
    words = Words(
        topic="instalments_agreement",
        title="Thỏa thuận viết tay",
        sentences=(Statement(say=said, by=("L25:36.2",)), Statement(say=advice, by=("advice",))),
        asked=("Thỏa thuận trả dần viết tay có được không?",),
    )
    return proposals.propose(books, asked.id, office.staff[by], words).name


def _proposals(books: Books, office: Office) -> Laid:
    name = an_own_explanation(books, office)
    entering = ("head", "deputy", "legal")
    return Laid(
        in_sight={role: (name,) if role in entering else () for role in ROLES}, out_of_sight=dict.fromkeys(ROLES, ())
    )


THINGS_OF_TEXTS: dict[str, Thing] = {
    "text": _the_same("reminder.week_before"),
    "explanation": _the_same("voluntary_period"),
    "proposal": Thing(lay=_proposals, nowhere="instalments_agreement.office_zzzzzz"),
    "provision": _the_same("L25:36.1"),
}
