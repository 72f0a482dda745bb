"""The inbox over HTTP, without script: what waits, a thread, hands, calls, explanations."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from casework import proposals, question_hands, staff
from casework.alerts import alert_of
from casework.books import Books
from casework.clock import SetClock
from casework.db.engine import Database
from casework.own_data import own_data
from casework.question_rows import Act, State
from casework.questions import Kind
from casework.tables.audit import audit_entry
from tests.builders import WOMAN
from tests.officers.asking import adds, asks, debtor_of, queued, sits, thread
from tests.officers.office import Browser, Office


def listed(text: str) -> list[int]:
    return [int(one) for one in re.findall(r'id="q(\d+)"', text)]


def lines_of(books: Books, staff_id: int) -> list[tuple[str, str]]:
    asked = select(audit_entry.c.action, audit_entry.c.purpose).where(audit_entry.c.actor == f"staff:{staff_id}")
    return [(row.action, row.purpose) for row in books.conn.execute(asked.order_by(audit_entry.c.seq))]


async def test_what_waits_is_listed_most_urgent_first_without_names_or_words(
    db: Database, office: Office, browser: Browser, clock: SetClock
) -> None:
    late = await db.write(asks, office.own, "Khi nào tôi phải nộp?", chat="1")
    clock.set(clock.now() + timedelta(days=7))
    fresh = await db.write(asks, office.own, chat="2")
    await db.write(asks, office.elsewhere, chat="3")
    distress = await db.write(asks, office.own, "Tôi không muốn sống nữa", chat="4", kind=Kind.DISTRESS)
    here = await sits(db, browser, office.staff["officer"])
    page = await here.get("/inbox")
    assert page.status == 200
    assert listed(page.text) == [distress, late, fresh]
    assert "đã quá hẹn trả lời" in page.text
    assert "Cần gọi ngay" in page.text
    assert "chờ 7 ngày" in page.text
    for words in (WOMAN, "Khi nào tôi", "muốn sống", "trừ lương bao nhiêu"):
        assert words not in page.text
    assert await db.read(lines_of, office.staff["officer"]) == []


async def test_the_lists_of_mine_of_nobody_and_of_what_was_answered(
    db: Database, office: Office, browser: Browser
) -> None:
    mine, free = await db.write(asks, office.own, chat="1"), await db.write(asks, None, chat="2")
    here = await sits(db, browser, office.staff["officer"])
    lists = {name: listed((await here.get(f"/inbox?show={name}")).text) for name in ("mine", "untaken", "done")}
    assert lists == {"mine": [mine], "untaken": [free], "done": []}
    await here.get(f"/inbox/{mine}")
    sent = await here.post(f"/inbox/{mine}/answer", {"text": "Nhiều nhất ba mươi phần trăm.", "seen": "9" * 18})
    assert sent.place == f"/console/inbox/{mine}?done=answered"
    assert listed((await here.get("/inbox?show=done")).text) == [mine]
    assert listed((await here.get("/inbox")).text) == [free]
    for nonsense in ("?show=others", "?after=x", "?after=1.2", "?after=0.99999999999999999.99999999999999999999"):
        assert (await here.get(f"/inbox{nonsense}")).status == 404


async def test_a_long_list_is_turned_by_key_and_shows_each_once(db: Database, office: Office, browser: Browser) -> None:
    made = [await db.write(asks, None, chat=str(number)) for number in range(60)]
    here = await sits(db, browser, office.staff["head"])
    path, seen = "/inbox", []
    for _ in range(3):
        page = await here.get(path)
        seen.append(listed(page.text))
        if (found := re.search(r'href="/console(/inbox\?show=all&amp;after=[^"]+)"', page.text)) is None:
            break
        path = found[1].replace("&amp;", "&")
    assert [len(one) for one in seen] == [25, 25, 10]
    assert sorted(number for one in seen for number in one) == sorted(made)


async def test_opening_a_thread_shows_the_words_and_the_law_and_stands_in_the_trail(
    db: Database, office: Office, browser: Browser
) -> None:
    which = await db.write(asks, office.own)
    for role, named in (("officer", True), ("clerk", False)):
        here = await sits(db, browser, office.staff[role])
        page = await here.get(f"/inbox/{which}")
        assert page.status == 200
        assert "Tôi bị trừ lương bao nhiêu phần trăm" in page.text
        assert (WOMAN in page.text) is named
        assert 'name="law:salary_deduction"' in page.text
        assert re.search(r"Điều \d+ .*Luật Thi hành án dân sự số 106/2025/QH15", page.text)
        assert await db.read(lines_of, office.staff[role]) == [("question_seen", "console")]


async def test_explanations_to_choose_from_stand_in_the_order_of_the_alphabet(
    db: Database, office: Office, browser: Browser
) -> None:
    which = await db.write(asks, office.own)
    here = await sits(db, browser, office.staff["officer"])
    for page, first, then in (
        ("", "Án phí, tiền phạt nộp cho Nhà nước", "Bản án bị kháng nghị"),
        ("", "Bản án bị kháng nghị", "Buộc xin lỗi, tháo dỡ, nhận lại làm việc"),
        ("/explanation", "Án phí, tiền phạt nộp cho Nhà nước", "Chi phí cưỡng chế"),
    ):
        text = (await here.get(f"/inbox/{which}{page}")).text
        assert 0 < text.index(f">{first}</option>") < text.index(f">{then}</option>"), page


async def test_two_reach_for_the_same_thread_and_the_second_learns_who_has_it(
    db: Database, office: Office, browser: Browser
) -> None:
    which = await db.write(asks, None)
    first, second = await sits(db, browser, office.staff["officer"]), await sits(db, browser, office.staff["clerk"])
    assert (await first.post(f"/inbox/{which}/take")).place == f"/console/inbox/{which}?done=taken"
    assert (await first.post(f"/inbox/{which}/take")).status == 303, "one's own stays one's own"
    told = await second.get(f"/inbox/{which}")
    assert told.status == 404, "it is nobody's office, so the queue was all that showed it"
    given = await db.write(asks, office.own, chat="2")
    assert (await second.post(f"/inbox/{given}/take")).status == 409
    assert "Cán bộ officer đã nhận câu này trước" in (await second.post(f"/inbox/{given}/take")).text


async def test_a_thread_is_handed_to_a_colleague_with_a_note_that_the_person_never_sees(
    db: Database, office: Office, browser: Browser
) -> None:
    which = await db.write(asks, office.own)
    here = await sits(db, browser, office.staff["officer"])
    to, held = str(office.staff["clerk"]), str(office.staff["officer"])
    form = {"to": to, "note": "Chị ấy hay gọi buổi chiều", "held": held}
    for broken in ({"to": ""}, {"to": "x"}, {"to": str(office.staff["admin"])}, {"to": held}, {"note": "a" * 501}):
        refused = await here.post(f"/inbox/{which}/pass-on", form | broken)
        assert refused.status == 422
        if "note" not in broken:
            assert "Chị ấy hay gọi buổi chiều" in refused.text, "what was typed is still there"
    stale = await here.post(f"/inbox/{which}/pass-on", form | {"held": ""})
    assert stale.status == 409
    assert "Chị ấy hay gọi buổi chiều" in stale.text
    assert (await here.post(f"/inbox/{which}/pass-on", form)).place == "/console/inbox?done=handed"
    there = await sits(db, browser, office.staff["clerk"])
    page = await there.get(f"/inbox/{which}")
    assert "Chị ấy hay gọi buổi chiều" in page.text
    assert "cho Cán bộ clerk" in page.text
    party = await db.read(debtor_of, office.own)
    asked = await db.read(thread, which)
    assert "buổi chiều" not in repr(await db.read(own_data, asked.contact_id, party))
    back = await there.post(f"/inbox/{which}/pass-on", {"to": "queue", "note": "", "held": to})
    assert back.place == f"/console/inbox/{which}?done=back"
    assert (await db.read(thread, which)).officer_id is None


async def test_an_alert_is_taken_and_its_call_recorded(db: Database, office: Office, browser: Browser) -> None:
    which = await db.write(asks, office.own, "Tôi không muốn sống nữa", kind=Kind.DISTRESS)
    here, there = await sits(db, browser, office.staff["officer"]), await sits(db, browser, office.staff["head"])
    assert "Cần gọi ngay:" in (await here.get(f"/inbox/{which}")).text
    assert (await here.post(f"/inbox/{which}/call")).place.endswith("?done=call_taken")
    assert (await there.post(f"/inbox/{which}/call")).status == 409
    assert (await there.post(f"/inbox/{which}/call", {"over": "yes"})).status == 303
    refused = await there.post(f"/inbox/{which}/called", {"outcome": "x", "note": "chị gái ở cùng"})
    assert refused.status == 422
    assert "chị gái ở cùng" in refused.text
    done = await there.post(f"/inbox/{which}/called", {"outcome": "family", "note": "chị gái ở cùng"})
    assert done.place.endswith("?done=called")
    known = await db.read(alert_of, which)
    assert known is not None
    assert known.called_by == office.staff["head"]
    again = await there.post(f"/inbox/{which}/called", {"outcome": "family", "note": ""})
    assert again.status == 409


async def test_an_alert_stays_on_top_until_somebody_has_called(db: Database, office: Office, browser: Browser) -> None:
    which = await db.write(asks, office.own, "Tôi không muốn sống nữa", kind=Kind.DISTRESS)
    here = await sits(db, browser, office.staff["officer"])
    await here.get(f"/inbox/{which}")
    await here.post(f"/inbox/{which}/answer", {"text": "Tôi gọi ông/bà ngay.", "seen": "9" * 18})
    page = await here.get("/inbox")
    assert listed(page.text) == []
    assert f'id="u{which}"' in page.text, "an answer in the chat is no call"


async def test_a_thread_is_closed_for_a_reason_and_not_twice(db: Database, office: Office, browser: Browser) -> None:
    which = await db.write(asks, office.own)
    here = await sits(db, browser, office.staff["officer"])
    assert (await here.post(f"/inbox/{which}/close", {"why": "because"})).status == 422
    assert (await here.post(f"/inbox/{which}/close", {"why": "called"})).place.endswith("?done=closed")
    assert (await here.post(f"/inbox/{which}/close", {"why": "called"})).status == 409
    assert (await db.read(thread, which)).state is State.CLOSED
    assert await db.read(queued) == ["questions.closed_called"]


async def test_a_good_answer_becomes_a_draft_for_somebody_else_to_approve(
    db: Database, office: Office, browser: Browser
) -> None:
    which = await db.write(asks, office.own, "Thỏa thuận trả dần bằng giấy viết tay có được không ạ?")
    here = await sits(db, browser, office.staff["officer"])
    form = {
        "topic": "instalments_agreement",
        "title": "Thỏa thuận viết tay",
        "text": "Hai bên được thỏa thuận trả dần ở bất cứ giai đoạn nào, và phải lập thành văn bản. "
        "Khi có yêu cầu, chấp hành viên chứng kiến việc thỏa thuận tại trụ sở.",
        "cite": "L25:36.2",
        "advice": "",
        "asked": "Thỏa thuận trả dần bằng giấy viết tay có được không ạ?",
    }
    early = await here.post(f"/inbox/{which}/explanation", form)
    assert early.status == 422
    assert "chưa có câu trả lời" in early.text
    await here.post(f"/inbox/{which}/answer", {"text": "Được, ông/bà lập thành văn bản.", "seen": "9" * 18})
    begun = await here.get(f"/inbox/{which}/explanation")
    assert "Được, ông/bà lập thành văn bản." in begun.text
    refused = await here.post(f"/inbox/{which}/explanation", form | {"cite": "L25:9999", "title": "Viết tay"})
    assert refused.status == 422
    assert "L25:9999" in refused.text
    assert "--" not in re.sub(r"<!--.*?-->", "", refused.text), "no words of the terminal"
    assert 'value="Viết tay"' in refused.text
    assert (await here.post(f"/inbox/{which}/explanation", form)).place == f"/console/inbox/{which}?done=proposed"
    page = await here.get(f"/inbox/{which}")
    assert "Thỏa thuận viết tay" in page.text
    assert "chờ duyệt" in page.text
    made = await db.read(proposals.of_question, which)
    assert [one.state for one in made] == [proposals.State.PROPOSED]


async def test_only_the_newest_words_are_opened_of_a_long_thread(
    db: Database, office: Office, browser: Browser
) -> None:
    which = await db.write(asks, office.own, "lời đầu tiên")
    clerk = await db.read(staff.find, office.staff["clerk"])
    assert clerk is not None
    for number in range(25):
        holder = await db.read(thread, which)
        to = office.staff["clerk"] if holder.officer_id == office.staff["officer"] else office.staff["officer"]
        await db.write(question_hands.pass_on, which, clerk, held_by=holder.officer_id, to=to, note=f"lượt {number}")
        await db.write(adds, which, f"thêm {number}") if number < 9 else None
    for number in range(9):
        await db.write(question_hands.pass_on, which, clerk, held_by=(await db.read(thread, which)).officer_id,
                       to=None if number % 2 == 0 else office.staff["officer"], note="x")  # fmt: skip
    here = await sits(db, browser, office.staff["head"])
    assert "lời đầu tiên" not in (await here.get(f"/inbox/{which}")).text
    assert "lời đầu tiên" in (await here.get(f"/inbox/{which}?all=yes")).text
    assert sum(one.act is Act.HANDED for one in (await db.read(thread, which)).entries) == 34


async def test_home_leads_to_each_waiting_thread(db: Database, office: Office, browser: Browser) -> None:
    mine, free = await db.write(asks, office.own, chat="1"), await db.write(asks, None, chat="2")
    here = await sits(db, browser, office.staff["officer"])
    led = re.findall(r'href="/console(/inbox/\d+)"', (await here.get("/")).text)
    assert sorted(led) == sorted([f"/inbox/{mine}", f"/inbox/{free}"])
    for path in led:
        assert (await here.get(path)).status == 200
