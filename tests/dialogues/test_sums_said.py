"""Whatever the books hold: every sum said is the sum of the lines said, and the same in decision, cashier and reminder."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.books import Books
from casework.clock import today
from casework.db.engine import Database
from casework.decisions import PartyRole, add_party_to
from casework.due_parts import DuePart
from casework.exemption_files import decide_exemption, file_exemption
from casework.exemptions import Measure
from casework.obligations import FOR_THE_STATE, Kind, LineFacts, add_lines, decision_of_party, due_lines, left_of
from casework.people import party
from messages import payment_words
from messages.contents import render_content
from messages.decision_words import decision_lines, list_line, told_of
from messages.due_plan import plan_of
from messages.library import Lang
from messages.lint import ApprovedFacts, problems
from messages.outbox import Content
from tests.builders import a_case, a_person
from tests.casework.owing import pay, pay_at_prison
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import linked

KINDS = (Kind.DEBT, Kind.COURT_FEE, Kind.ALIMONY, Kind.COMPENSATION_HEALTH, Kind.FINE, Kind.DEPOSIT_REFUND)
KNOWN = ApprovedFacts(phones=frozenset({"0900000103", "0900000104"}))
A_SUM = re.compile(r"([\d.]+) đồng")


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A decision of two debtors and two creditors with any lines and payments."""

    decision: int
    debtors: tuple[int, int]
    creditors: tuple[int, int]


def make(books: Books, chance: random.Random) -> Made:
    case = a_case(books, lines=[])
    brother, lender = a_person(books), a_person(books)
    add_party_to(books, case.decision, brother, PartyRole.DEBTOR)
    add_party_to(books, case.decision, lender, PartyRole.CREDITOR)
    debtors, creditors = (case.debtor, brother), (case.creditor, lender)
    for _ in range(chance.randint(1, 6)):
        add_lines(books, case.decision, [_a_line(chance, debtors, creditors)])
    _waive_some(books, case.decision, chance)
    for number in range(chance.randint(0, 3)):
        left = left_of(books, case.decision)
        if left > 1:
            amount = chance.randint(1, left - 1)
            payer = chance.choice([None, *debtors])
            pay(books, case.decision, amount, f"BL-{number}", payer=payer, keep_surplus=True)
    if (left := left_of(books, case.decision)) and chance.random() < 0.4:
        pay_at_prison(books, case.decision, chance.randint(1, left))
    return Made(decision=case.decision, debtors=debtors, creditors=creditors)


def _a_line(chance: random.Random, debtors: tuple[int, int], creditors: tuple[int, int]) -> LineFacts:
    kind = chance.choice(KINDS)
    amount = chance.randint(1, 90_000_000)
    parts: tuple[DuePart, ...] = ()
    if kind is Kind.ALIMONY and amount > 12:
        first = date(2026, 9, 1) + timedelta(days=chance.randint(0, 90))
        parts = tuple(DuePart(due_on=first + timedelta(days=30 * n), amount=amount // 4) for n in range(4))
    facts = LineFacts(kind=kind, content=f"Khoản số {chance.randint(1, 99)}", amount=amount, parts=parts)
    if kind is Kind.DEPOSIT_REFUND:
        return replace(facts, creditor_id=chance.choice([*debtors, *creditors]))
    to = None if kind in FOR_THE_STATE else chance.choice([None, *creditors])
    return replace(facts, debtor_id=chance.choice([None, None, *debtors]), creditor_id=to)


def _waive_some(books: Books, decision: int, chance: random.Random) -> None:
    for line in due_lines(books, decision):
        if line.kind in FOR_THE_STATE and chance.random() < 0.5:
            amount = chance.randint(1, line.left)
            file = file_exemption(books, line.id, Measure.REDUCE, amount, date(2026, 10, 1), hardship=True)
            decide_exemption(books, file, amount, decided_on=date(2026, 10, 20), document="12/QĐ-TA")


def said(text: str, beginning: str) -> int:
    """The sum on the line that begins so; 0 where there is none."""
    line = next((one for one in text.split("\n") if one.startswith(beginning)), None)
    found = None if line is None else A_SUM.search(line)
    return 0 if found is None else int(found[1].replace(".", ""))


def after(words: str, line: str) -> int | None:
    """The sum that follows these words in a line."""
    found = re.search(rf"{words} ([\d.]+) đồng", line)
    return None if found is None else int(found[1].replace(".", ""))


def check_sums(text: str) -> None:
    """Asked, waived, paid and left are those of the lines said, and asked = waived + paid + left, line by line and in all."""
    money = text.partition("Cơ quan trả lại:")[0]
    lines = [line for line in money.split("\n") if re.match(r"\d+\. ", line)]
    asked = [said(line, "") for line in lines]
    waived = [after("đã miễn, giảm", line) or 0 for line in lines]
    settled = ["Đã nộp đủ." in line or "Không còn phải nộp." in line for line in lines]
    paid = [
        total - off if full else after("Đã nộp", line) or 0
        for line, total, off, full in zip(lines, asked, waived, settled, strict=True)
    ]
    left = [total - off - got for total, off, got in zip(asked, waived, paid, strict=True)]
    for line, rest, full in zip(lines, left, settled, strict=True):
        told = after("[Cc]òn", line)
        assert told == rest or (told is None and (full or rest == said(line, "")))
    assert said(text, "Cộng các khoản:") == sum(asked)
    assert said(text, "Tòa án đã miễn, giảm:") == sum(waived)
    assert said(text, "Đã nộp:") + said(text, "Đã thu được:") == sum(paid)
    assert said(text, "Còn phải nộp:") + said(text, "Còn phải thu:") == sum(left)
    assert said(text, "Trong đó") <= sum(paid)


@given(st.randoms(use_true_random=False))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_for_any_books_each_reader_is_told_the_sums_of_their_lines(books: Books, chance: random.Random) -> None:
    made = make(books, chance)
    for person in (*made.debtors, *made.creditors):
        view = decision_of_party(books, person, made.decision)
        reader = party(books, person)
        assert view is not None
        assert reader is not None
        text = "\n".join(decision_lines(books, told_of(books, view), reader, Lang.VI))
        check_sums(text)
        assert problems(text, approved=KNOWN) == []
        if view.left:
            assert f"Còn {dotted(view.left)} đồng" in list_line(view, 1, Lang.VI)
        if person in made.debtors:
            same_everywhere(books, made.decision, person, text)


def same_everywhere(books: Books, decision: int, debtor: int, text: str) -> None:
    """The decision, the cashier and a reminder say one sum left, and one that is due."""
    view = decision_of_party(books, debtor, decision)
    assert view is not None
    left, plan = said(text, "Còn phải nộp:"), plan_of(books, view)
    cashier = "\n".join(payment_words.transfer(view, view.left, (), in_prison=False, lang=Lang.VI))
    content = Content(
        text_key="reminder.week_before",
        text_version=1,
        decision_id=decision,
        party_id=debtor,
        plan="1/KH",
        reference="K7Q2MN",
    )
    reminder = render_content(books, content, Lang.VI).text
    if not left:
        assert "còn phải nộp" not in reminder
        assert "còn phải nộp" not in cashier
        return
    assert f"còn phải nộp {dotted(left)} đồng" in cashier
    assert f"còn phải nộp {dotted(left)} đồng" in reminder
    if plan is not None:
        assert plan.due == sum(line.overdue_by(today(books.clock)) for line in view.lines)
        assert (f"Đến hết hôm nay phải nộp {dotted(plan.due)} đồng" in reminder) is (plan.due > 0)
        assert (f"Đến hết hôm nay phải nộp {dotted(plan.due)} đồng" in text) is (plan.due > 0)


def dotted(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _reads(person: int, _: Books) -> tuple[int, None]:
    return person, None


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(6))
async def test_on_the_road_to_the_chat_nothing_changes_them(
    db: Database, meet_citizen: Callable[[int], Citizen], seed: int
) -> None:
    """A debtor and a creditor of the same decision, each in a chat of their own."""
    made = await db.write(make, random.Random(seed))
    for chat, person in enumerate((made.debtors[0], made.creditors[0]), start=1):
        await linked(db, partial(_reads, person), chat)
        citizen = meet_citizen(chat)
        await citizen.write("/viec")
        texts = [citizen.text]
        while "Tiếp ›" in citizen.labels():
            await citizen.press("Tiếp ›")
            texts.append(citizen.text)
        check_sums("\n".join(texts))
