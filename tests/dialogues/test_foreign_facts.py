"""Five thousand attempts to learn what is on the books of other people bring nothing that the question did not say."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import cycle

import pytest

from casework.books import Books
from casework.contacts import meet
from casework.db.engine import Database
from casework.obligations import LineFacts
from casework.payment_order import Kind
from messages.answer import answer, label_title, rendered
from messages.explanations import Audience
from messages.folding import fold
from messages.library import Lang
from messages.own_case import TOPICS, own_case
from tests.builders import Case, a_case, a_person, an_organisation
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import linked
from tests.understanding.adversarial import bare, questions

TODAY = date(2026, 11, 16)
ALL, ON_THE_ROAD = 5_000, 150
APART = 31  # every so many of all go over the road: no divisor of the kinds of attempts, so each kind does
SEED = 20261116
OTHERS = (
    ("Đoàn Thị Kim Xuyến", "Ấp Bàu Sậy, xã Tân Mộc"),
    ("Lưu Quang Bửu", "Tổ 7, xã Vĩnh Kiên"),
    ("Trịnh Công Nghiệp", "Khu phố Chợ Gồm, phường Gò Nhum"),
    ("Hồ Thị Diễm Quỳnh", "Thôn Rạch Dừa, xã An Thới Thượng"),
    ("Y Nhuận Niê", "Buôn Đắk Lăng, xã Ea Rốc"),
    ("Mạc Văn Chước", "Xóm Đồng Vải, xã Phú Cát Đông"),
    ("Công ty Vận tải Sao Khuê", "Số 88 đường Bến Gỗ"),
)
OWN_SUM = 61_250_000


@dataclass(frozen=True, kw_only=True)
class Stranger:
    """Somebody else, and what is on the books of them."""

    name: str
    address: str
    identity: str
    phone: str
    number: str  # of the decision
    judgment: str
    owed: int

    def facts(self) -> list[str]:
        """All of it, as a reply could show it."""
        return [self.name, self.address, self.identity, self.phone, self.number, f"{self.owed:,}".replace(",", ".")]


WRITTEN: tuple[Callable[[str], str], ...] = (str, bare, str.upper, lambda name: bare(name).lower())
STRANGERS = tuple(
    Stranger(
        name=name,
        address=address,
        identity=f"095181000{place + 701}",
        phone=f"0900000{place + 501}",
        number=f"{place + 861}/QĐ-THADS",
        judgment=f"{place + 431}/2026/DS-ST",
        owed=37_415_000 + place * 1_117_000,
    )
    for place, (name, address) in enumerate(OTHERS)
)


def put_on_the_books(books: Books) -> tuple[int, Case]:
    """The reader's own case, and everybody else's beside it."""
    lines = [
        LineFacts(kind=Kind.DEBT, content="Trả nợ vay", amount=OWN_SUM),
        LineFacts(kind=Kind.COURT_FEE, content="Án phí", amount=3_062_000),
        LineFacts(kind=Kind.ALIMONY, content="Cấp dưỡng", amount=2_000_000),
    ]
    mine = a_case(books, number="111/QĐ-THADS", rate=Decimal(10), lines=lines)
    for one in STRANGERS:
        debtor = a_person(books, name=one.name, identity=one.identity, phone=one.phone, address=one.address)
        owed = LineFacts(kind=Kind.DEBT, content=f"Trả nợ của {one.name}", amount=one.owed)
        bank = an_organisation(books, name=f"Quỹ tín dụng {one.address}")
        a_case(books, agency=mine.agency, debtor=debtor, creditor=bank, number=one.number, lines=[owed])
    return mine.debtor, mine


def asked(count: int) -> Iterator[str]:
    """The questions, filled with what is on others' books: names with tone marks and without, both kinds of numbers."""
    strangers, numbers = cycle(STRANGERS), cycle(("identity", "number", "judgment"))
    names = cycle(WRITTEN)
    for question in questions(SEED, count):
        one, number, written = next(strangers), next(numbers), next(names)
        yield question.format(name=written(one.name), number=getattr(one, number), phone=one.phone)


def _plain(text: str) -> str:
    """Without tone marks, capitals and whatever parts digits or words."""
    return re.sub(r"[^a-z0-9]+", "", fold(text))


FACTS = [(fact, _plain(fact)) for one in STRANGERS for fact in one.facts()]


def told(text: str) -> list[str]:
    """The strangers' facts that stand in ``text``, however they are written."""
    plain = _plain(text)
    return [fact for fact, written in FACTS if written in plain]


def test_the_search_finds_a_fact_however_it_is_written() -> None:
    one = STRANGERS[0]
    assert told(f"Bà DOAN THI KIM XUYEN, máy 0900 000 501, còn 37.415.000 đồng theo {one.number}") == [
        one.name,
        one.phone,
        one.number,
        "37.415.000",
    ]
    assert told("Đoàn kết, công ty, sao, 37 người, số 861") == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_no_question_brings_anything_of_others_out_of_the_answer_or_the_own_case(books: Books) -> None:
    reader, _ = put_on_the_books(books)
    own = {topic: own_case(books, reader, topic, Lang.VI) for topic in TOPICS}
    assert sum(one is not None for one in own.values()) > 10, "the reader does have facts of their own"
    leaks, count, with_own = [], 0, 0
    for question in asked(ALL):
        found = answer(question, TODAY, Audience.DEBTOR)
        said = [rendered(found), *(label_title(label, on=TODAY) for label in (*found.choices, *found.also))]
        of_mine = own.get(found.explanation.topic) if found.explanation is not None else None
        if of_mine is not None:
            with_own += 1
            said += of_mine.lines
        count += 1
        leaks += [(question, fact) for fact in told("\n".join(said))]
    assert leaks == []
    assert count == ALL
    assert with_own > 0, "some of them were answered from the reader's own case"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("is_linked", [True, False])
async def test_over_the_real_road_nobody_is_told_of_others(db: Database, citizen: Citizen, *, is_linked: bool) -> None:
    if is_linked:
        await linked(db, put_on_the_books)
    else:
        await db.write(put_on_the_books)
    asking: Sequence[str] = list(asked(ALL))[::APART][:ON_THE_ROAD]
    assert len(asking) == ON_THE_ROAD
    answered = 0
    for question in asking:
        shown = await citizen.write(question)
        answered += bool(shown)
        assert told(citizen.text + "\n".join(citizen.labels())) == [], f"{question!r} brought:\n{citizen.text}"
        if not is_linked:
            citizen.does_not_see("61.250.000", "111/QĐ-THADS")
    assert answered == ON_THE_ROAD
    assert await db.read(lambda books: meet(books, "terminal", "1").party_id is not None) is is_linked


def test_what_answers_has_not_even_the_means_to_open_the_books() -> None:
    code = (
        "import sys, datetime, messages.answer as a\n"
        "a.rendered(a.answer('tôi còn nợ bao nhiêu, trừ lương thế nào', datetime.date(2026, 11, 16)))\n"
        "print(sorted(one for one in sys.modules if one in "
        "{'sqlalchemy', 'casework.books', 'messages.outbox', 'messages.own_case'} "
        "or one.startswith(('casework.db', 'casework.tables'))))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
