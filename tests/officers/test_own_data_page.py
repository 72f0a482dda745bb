"""The copy of somebody's own data as a page: the file's whole content under headings, for whoever handles the request."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from bot.cli.reception_outcome_words import REFUSALS
from bot.officers.rendering import word
from bot.officers.safety.own_page import laid_out
from casework import people
from casework.agreement_plan import Instalment
from casework.agreements import AgreementFacts, sign_agreement
from casework.books import Books
from casework.db.engine import Database
from casework.payments import Source, record_payment
from casework.reception_grounds import Ground
from tests.builders import WOMAN
from tests.officers.office import Answer, Browser, Office
from tests.officers.test_cases import said
from tests.officers.test_data_rooms import ASKED, the_request
from tests.officers.test_matrix import lines_of
from tests.officers.test_promise_withdrawn import promised
from tests.officers.test_safety_rooms import Desk


@pytest.fixture
def desk(db: Database, office: Office, browser: Browser) -> Desk:
    return Desk(db, office, browser)


def somebody(books: Books, office: Office) -> str:
    """A debtor of the office with a chat, a promise, a payment and an agreement; their identity number."""
    decision, debtor, _ = promised(books, office)
    record_payment(
        books, decision, 2_500_000, paid_on=date(2026, 11, 2), receipt="0001234", source=Source.OFFICE, payer_id=debtor
    )
    facts = AgreementFacts(
        signed_on=date(2026, 11, 13),
        content="Trả dần hai kỳ",
        fee_and_costs="Người phải thi hành án chịu",
        interest_stops=True,
        instalments=(
            Instalment(due_on=date(2026, 12, 15), amount=3_000_000),
            Instalment(due_on=date(2027, 1, 15), amount=3_500_000),
        ),
    )
    sign_agreement(books, decision, facts)
    known = people.party(books, debtor)
    assert known is not None
    assert known.identity is not None
    return known.identity


async def a_request(desk: Desk, db: Database, office: Office) -> str:
    identity = await db.write(somebody, office)
    await desk.is_at("head")
    await desk.post("/safety/requests", **ASKED)
    base = f"/safety/requests/{(await the_request(desk)).id}"
    assert (await desk.post(f"{base}/page")).status == 409, "nobody has looked who asks"
    assert (await desk.post(f"{base}/identity", identity="papers", number=identity)).status == 303
    return base


def leaves(told: Any) -> int:
    """How many values there are, an empty list being one."""
    if isinstance(told, dict):
        return sum(leaves(one) for one in told.values())
    if isinstance(told, list) and told and isinstance(told[0], dict):
        return sum(leaves(one) for one in told)
    return 1


async def test_the_page_says_all_that_the_file_does(desk: Desk, db: Database, office: Office) -> None:
    base = await a_request(desk, db, office)
    assert "Đọc và in" in (await desk.get(base)).text
    page: Answer = await desk.post(f"{base}/page")
    copy = json.loads((await desk.post(f"{base}/copy")).text)
    assert (page.status, page.headers["cache-control"]) == (200, "no-store")
    assert page.text.count("<dt>") == leaves(copy)
    told = said(page)
    for words in (
        "Dữ liệu cơ quan đang giữ về ông/bà",
        f"Họ tên {WOMAN}",
        f"Số định danh {copy['party']['identity_number']}",
        f"1. {copy['decisions'][0]['number']}",
        "Trạng thái đang thi hành",
        "Số tiền 2.500.000 đồng Ngày nộp 02/11/2026 Số biên lai 0001234",
        "Hẹn ngày 16/11/2026 Số tiền 5.000.000 đồng Đến hết ngày 04/12/2026 Tình trạng đang chờ",
        "Nội dung Trả dần hai kỳ",
        "Không tính lãi chậm có",
        "Đến hết ngày 15/01/2027 Số tiền 3.500.000 đồng",
        "Để làm gì nhận tin nhắc",
        "Câu hỏi không có",
    ):
        assert words in told, words
    trail = await db.read(lines_of, office.staff["head"])
    assert [action for action, _, _ in trail].count("own_data_copied") == 2


async def test_in_english_too(desk: Desk, db: Database, office: Office) -> None:
    base = await a_request(desk, db, office)
    told = said(await desk.post(f"{base}/page?lang=en"))
    assert "The data that the agency holds about you" in told
    assert "State open" in told


async def test_whoever_knows_the_law_reads_no_page(desk: Desk, db: Database, office: Office) -> None:
    base = await a_request(desk, db, office)
    await desk.is_at("legal")
    assert "Đọc và in" not in (await desk.get(base)).text
    refused = await desk.post(f"{base}/page")
    assert (refused.status, "Họ tên</dt>" in refused.text) == (409, False)


def test_what_is_rare_in_a_copy_has_its_words_too() -> None:
    copy = {
        "appointments": [{"kind": "officer", "state": "no_show", "needs": ["wheelchair", "interpreter"]}],
        "meetings": [{"refused_because": Ground.ANSWERED.value, "next_step": "document", "next_on": "2026-12-03"}],
        "questions": [
            {"reference": "CH-7K2Q9D", "said": [{"by": "me", "at": "2026-11-16T09:00:00+07:00", "text": "Tôi hỏi"}]}
        ],
    }
    whole = laid_out(copy, lambda key: word("vi", key))
    appointments, meetings, questions = whole.inner
    assert appointments.inner[0].facts[2] == ("Hỗ trợ cần có", "lối cho xe lăn; phiên dịch")
    assert meetings.inner[0].facts[0] == ("Vì sao không tiếp", REFUSALS[Ground.ANSWERED])
    assert meetings.inner[0].facts[2] == ("Ngày làm việc đó", "03/12/2026")
    (thread,) = questions.inner
    assert thread.title == "1. CH-7K2Q9D"
    assert thread.inner[0].inner[0].facts == (("Người nói", "ông/bà"), ("Lúc", "09:00 16/11/2026"), ("Lời", "Tôi hỏi"))
