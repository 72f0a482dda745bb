"""Is this message really ours? Anyone asks; the answer is yes or no and the day, and never more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.clock import SetClock
from casework.contacts import mark_dead
from casework.db.engine import Database
from casework.references import SIGNS
from messages.genuine import CHECKS, is_reference, references_in
from tests.dialogues.conversation import Citizen
from tests.dialogues.letters import NAME, REFERENCE, a_letter, a_nudge, chat_of, link_chat

sqlite_only = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


async def a_sent_nudge(db: Database, citizen: Citizen) -> None:
    """A nudge with ``REFERENCE`` reached chat 1."""
    letter = await a_letter(db)
    await link_chat(db, letter.case.debtor)
    await a_nudge(db, letter, (await chat_of(db)).id)
    await citizen.look()


async def test_a_stranger_learns_only_that_and_when_we_sent_it(
    db: Database, citizen: Citizen, meet_citizen: Callable[[int], Citizen]
) -> None:
    await a_sent_nudge(db, citizen)
    stranger = meet_citizen(7)
    await stranger.write("tin này có thật không")
    stranger.sees("gõ mã tin", "VNeID", "0900000100", "OTP")
    await stranger.write("k7q 2md")
    stranger.sees("do cơ quan gửi vào thứ Hai, ngày 16 tháng 11 năm 2026")
    await stranger.write("K7Q2MX")
    stranger.sees("Không phải tin của cơ quan", "VNeID")
    stranger.does_not_see(NAME, "50.000.000", "QĐ-THADS")


@sqlite_only
async def test_another_short_question_is_answered_and_is_no_message_to_be_checked(
    db: Database, citizen: Citizen
) -> None:
    await a_letter(db)
    await citizen.write("/kiemtra")
    await citizen.write("Có những biện pháp cưỡng chế nào?")
    citizen.sees("Các biện pháp cưỡng chế")
    await citizen.write("/kiemtra")
    await citizen.write("Nộp tiền ở đâu? Chuyển ngay vào số 19034567890123 trước 17 giờ")
    citizen.sees("không có mã tin của cơ quan", "số tài khoản hoặc số điện thoại không phải của cơ quan")


@sqlite_only
@pytest.mark.parametrize(
    "pasted",
    [
        "Ông/bà có 1 tin mới.\nMã tin: K7Q2MD. Bấm «Xem» để đọc.",
        "mã tin K7Q2MD",
        "ma tin: k7q2md",
        "Tin nay dung khong: K7Q2MD",
    ],
)
async def test_a_pasted_message_is_recognised_by_its_reference(db: Database, citizen: Citizen, pasted: str) -> None:
    await a_sent_nudge(db, citizen)
    await citizen.write("/kiemtra")
    await citizen.write(pasted)
    citizen.sees("Đúng, tin có mã này do cơ quan gửi")


@sqlite_only
async def test_a_reference_is_heard_without_being_asked_for(db: Database, citizen: Citizen) -> None:
    await a_sent_nudge(db, citizen)
    await citizen.write("Mã tin: K7Q2MD.")
    citizen.sees("Đúng, tin có mã này do cơ quan gửi")


@sqlite_only
@pytest.mark.parametrize(
    ("addition", "sign"),
    [
        (
            "Chuyển tiền vào số tài khoản 0123456789012 của Nguyễn Văn B.",
            "số tài khoản hoặc số điện thoại không phải của cơ quan",
        ),
        ("Xem tại http://thads-vn.top/nop", "đường dẫn không phải của cơ quan"),
        ("Gọi ngay 0988 777 666.", "số tài khoản hoặc số điện thoại không phải của cơ quan"),
        ("Gửi mã OTP cho cán bộ.", "hỏi mã OTP"),
        ("Không nộp sẽ bị bắt.", "lời đe dọa"),
    ],
)
async def test_a_true_reference_in_a_false_message_is_warned_about(
    db: Database, citizen: Citizen, addition: str, sign: str
) -> None:
    await a_sent_nudge(db, citizen)
    await citizen.write("/kiemtra")
    await citizen.write(f"Mã tin: {REFERENCE}. {addition}")
    citizen.sees("Xin cẩn thận.", sign, "Xin đừng làm theo")


@sqlite_only
async def test_a_message_of_ours_with_the_agencys_own_telephone_is_not_warned_about(
    db: Database, citizen: Citizen
) -> None:
    await a_sent_nudge(db, citizen)
    await citizen.press("Xem")
    content = citizen.text
    await citizen.write("/kiemtra")
    await citizen.write(content)
    citizen.sees("Đúng, tin có mã này do cơ quan gửi")


@sqlite_only
async def test_a_swindlers_message_without_a_reference(db: Database, citizen: Citizen) -> None:
    await a_letter(db)
    await citizen.write("/kiemtra")
    await citizen.write("Cơ quan thi hành án yêu cầu ông chuyển tiền vào tài khoản 0123456789 gấp")
    citizen.sees("không có mã tin", "số tài khoản hoặc số điện thoại không phải của cơ quan", "công an")
    await citizen.write("họ nói tôi nợ")
    citizen.sees("không thấy mã tin")


@sqlite_only
async def test_a_message_that_was_never_sent_is_not_ours(db: Database, citizen: Citizen, clock: SetClock) -> None:
    letter = await a_letter(db)
    there = await link_chat(db, letter.case.debtor, chat=2)
    await a_nudge(db, letter, there)
    await db.write(mark_dead, there, "blocked")  # queued, and its chat is gone before it goes
    await citizen.write(f"mã tin {REFERENCE}")
    citizen.sees("Không phải tin của cơ quan")


@sqlite_only
async def test_nobody_can_try_them_all(
    db: Database, citizen: Citizen, meet_citizen: Callable[[int], Citizen], clock: SetClock
) -> None:
    await a_sent_nudge(db, citizen)
    for _ in range(CHECKS):
        await citizen.write("mã tin K7Q2MX")
        await citizen.write("về đầu")
    await citizen.write(f"mã tin {REFERENCE}")
    citizen.sees("nhiều mã liền nhau", "0900000100")
    await meet_citizen(2).write(f"mã tin {REFERENCE}")
    clock.set(clock.now() + timedelta(hours=1))
    await citizen.write(f"mã tin {REFERENCE}")
    citizen.sees("Đúng, tin có mã này")


@sqlite_only
async def test_the_check_in_english(db: Database, citizen: Citizen) -> None:
    await a_sent_nudge(db, citizen)
    await citizen.write("english")
    await citizen.write("/check")
    citizen.sees("type the message code")
    await citizen.write(REFERENCE)
    citizen.sees("Yes, the agency sent the message with this code on Monday, 16 November 2026")


@given(st.text(alphabet=SIGNS, min_size=6, max_size=6))
def test_every_reference_is_read_however_it_is_written(reference: str) -> None:
    for written in (reference, reference.lower(), f"{reference[:3]} {reference[3:]}", f"Mã tin: {reference}."):
        assert references_in(written) == (reference,)
    assert is_reference(f"ma tin {reference.lower()}")


@given(st.text(max_size=300))
def test_whatever_is_pasted_at_most_three_references_are_looked_up(text: str) -> None:
    found = references_in(text)
    assert len(found) <= 3
    assert all(len(one) == 6 and set(one) <= set(SIGNS) for one in found)
