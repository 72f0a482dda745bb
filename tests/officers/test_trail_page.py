"""The audit trail's page: what was done and about what, in words; a press shows what else was done about it."""

from __future__ import annotations

import re

import pytest

from bot.officers.trail_pages import in_words
from casework import (
    alerts,
    audit,
    breaches,
    case_openings,
    data_request_kinds,
    day_moves_kinds,
    law_reviews,
    links,
    payment_claims,
    proposals,
    question_desk,
    question_rows,
    reception_answers,
    reception_kinds,
    reception_outcomes,
    recurrence,
    repairs,
    staff,
    targets,
    visits,
    working_days,
)
from casework.audit import Action
from casework.books import Books
from casework.db.engine import Database
from scheduler.delivery import resolving
from scheduler.guards import brake_log, holding, stopping
from tests.officers.office import Browser, Office, seated


def noted(books: Books) -> None:
    audit.record(books, audit.whoever(None, None), Action.BOOKING_CONFIRMED, "booking:12", purpose="day_move:3")
    audit.record(books, audit.whoever(None, 7), Action.BOOKING_CANCELLED, "booking:12")
    audit.record(books, audit.SYSTEM, Action.LINK_ALARM, "something_new:5")


def cells(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td>(.*?)</td>", page)]


async def test_a_line_says_in_words_who_did_what_about_what(db: Database, office: Office, browser: Browser) -> None:
    await db.write(noted)
    browser.cookie = await db.write(seated, office.staff["auditor"])
    page = (await browser.get("/trail")).text
    told = cells(page)
    assert {"đặt hoặc nhận giờ hẹn", "hủy lịch hẹn", "lịch hẹn 12", "chương trình", "cuộc trò chuyện 7"} <= set(told)
    assert "something_new 5" in told, "a thing without words is shown as it is stored"
    assert "booking_confirmed</td>" not in page
    only = cells((await browser.get("/trail?object=booking%3A12")).text)
    assert "hủy lịch hẹn" in only
    assert "something_new 5" not in only


async def test_a_member_of_staff_is_looked_for_as_shown(db: Database, office: Office, browser: Browser) -> None:
    auditor = office.staff["auditor"]
    browser.cookie = await db.write(seated, auditor)
    await db.write(lambda books: audit.record(books, audit.SYSTEM, Action.PASSWORD_CHANGED, audit.staff(auditor)))
    shown = re.search(r"/console/trail(\?object=staff(?:%3A|:)[^\"]+)", (await browser.get("/trail")).text)
    assert shown is not None
    assert "đổi mật khẩu" in cells((await browser.get(f"/trail{shown[1]}")).text)


CODED = (  # what rules write into the trail besides who, what and about what
    alerts.Outcome,
    brake_log.Why,
    brake_log.Scope,
    breaches.Entry,
    breaches.Whom,
    case_openings.Refusal,
    data_request_kinds.Kind,
    day_moves_kinds.MoveAction,
    day_moves_kinds.Result,
    holding.Why,
    law_reviews.State,
    links.EndedBy,
    payment_claims.State,
    proposals.State,
    question_desk.Closed,
    question_rows.Act,
    reception_answers.Owes,
    reception_kinds.BookingKind,
    reception_kinds.BookingState,
    reception_outcomes.What,
    recurrence.ExceptionKind,
    repairs.State,
    resolving.Decision,
    resolving.OPEN_TO_PEOPLE,
    staff.Role,
    stopping.Reason,
    targets.Measure,
    visits.Outcome,
    working_days.DayKind,
)


def test_every_code_of_a_rule_has_a_word_in_both_languages() -> None:
    codes = {one.value for kind in CODED for one in kind}
    assert [code for code in sorted(codes) if in_words("vi", code) == code] == []
    assert [code for code in sorted(codes) if re.search(r"_|[a-z]+[A-Z]", in_words("en", code))] == []


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("", ""),
        ("head by_province", "thủ trưởng, bằng tài khoản của tỉnh"),
        ("facts, clock", "sự việc, giờ bắt đầu tính 72 giờ"),
        ("slot:123 seat:2", "giờ 123, chỗ 2"),
        ("2026-11-01 2026-11-23 masked 12", "01/11/2026, 23/11/2026, che họ tên, 12"),
        ("2026-11-26 move", "26/11/2026, dời"),
        ("complaints:campaign:-:3/10", "có nhiều khiếu nại đợt nhắc 3/10"),
        ("failures:first:-:3/20", "gửi hỏng nhiều các tin đầu 3/20"),
        ("complaints,distress", "có nhiều khiếu nại, có người gặp nguy"),
        ("payment record", "khoản nộp, ghi vào sổ"),
        ("arrived: was uncertain", "đã đến, trước đó, chưa rõ đã đến chưa"),
        ("ông Tư nhờ xem lại hồ sơ done 12", "ông Tư nhờ xem lại hồ sơ done 12"),  # somebody's own words stay theirs
        ("9f86d081884c7d65", "9f86d081884c7d65"),
        ("xlsx 3 money.done: hạn ghi nhầm là 2026-02-30", "xlsx 3 money.done: hạn ghi nhầm là 2026-02-30"),
        ("2026-02-30", "2026-02-30"),  # no such day: nothing to tell, and no reason to show no page
    ],
)
def test_what_a_line_says_besides_is_told_in_words(stored: str, told: str) -> None:
    assert in_words("vi", stored) == told


@pytest.mark.parametrize(
    ("action", "stored", "told"),
    [
        (Action.DELIVERY_RELEASED, "asked", "trước đó có người bấm dừng"),
        (Action.VISIT_RECORDED, "asked", "có câu hỏi"),
        (Action.CAMPAIGN_LET_GO, "first:20", "số tin đầu đã gửi 20"),
        (Action.EXPERIMENT_REGISTERED, "person:payment:500", "chia theo người đếm việc nộp tiền 500"),
        (Action.UNLINK, "person", "người dân cắt"),
        (Action.VISITOR_IDENTIFIED, "party:12 identity", "đương sự 12, theo số căn cước"),
        (Action.RECEPTION_DAY_GIVEN, "no_campaign", "không thuộc đợt nào"),
    ],
)
def test_one_code_says_what_its_line_is_about(action: Action, stored: str, told: str) -> None:
    assert in_words("vi", stored, action) == told


async def test_a_line_is_read_with_its_action(db: Database, office: Office, browser: Browser) -> None:
    head = audit.staff(office.staff["head"])
    await db.write(lambda books: audit.record(books, head, Action.DELIVERY_RELEASED, "delivery", purpose="asked"))
    browser.cookie = await db.write(seated, office.staff["auditor"])
    assert "trước đó có người bấm dừng" in cells((await browser.get("/trail")).text)
