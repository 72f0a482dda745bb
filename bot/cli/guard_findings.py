"""Does anything hold the reminders back: an exercise, a campaign that stopped itself, a channel that rests, officers without time?"""

from __future__ import annotations

from collections.abc import Iterator

from bot.cli import shown
from bot.cli.campaign_standing import PAUSED_WORDS
from bot.cli.findings import Bad, Finding, Good, Question
from casework import staff
from casework.books import Books
from scheduler.guards import breaker, capacity, quotas, training
from scheduler.guards.breaker import Standing
from scheduler.guards.sent_counts import NOBODY
from scheduler.guards.spreading import planned_per_day
from scheduler.plans.campaigns import every_campaign
from scheduler.steps.step import Status


def exercise(books: Books) -> Iterator[Finding]:
    """Is this an exercise while people wait for real reminders?"""
    if not training.is_on(books):
        yield Good("không diễn tập, tin gửi thật")
        return
    real = [one.plan.name for one in every_campaign(books, Status.RUNNING) if not one.plan.training]
    if real:
        words = f"đang diễn tập, tin của đợt đang chạy «{real[0]}» bị bỏ, không gửi bù"
        yield Bad(words, "Hết diễn tập: gandan agency training off --as LÃNH_ĐẠO")
    else:
        yield Good("đang diễn tập: tin tự gửi chỉ đến cán bộ, có ghi [Diễn tập]")


def stopped_themselves(books: Books) -> Iterator[Finding]:
    """Which campaigns wait for a leader to look?"""
    for one in every_campaign(books, Status.PAUSED):
        if one.paused_why is not None:
            words = f"đợt «{one.plan.name}» đã tự tạm dừng: {PAUSED_WORDS.get(one.paused_why, one.paused_why)}"
            yield Bad(words, "Lãnh đạo xem lại, rồi chạy: gandan campaign resume TÊN --note LỜI --as LÃNH_ĐẠO")


def channels(books: Books) -> Iterator[Finding]:
    """Do the channels deliver, and is there anything left of their quotas?"""
    for one in breaker.every_health(books):
        name, share = (
            shown.CHANNEL_WORDS.get(one.account, one.account),
            f"{shown.count(one.bad)}/{shown.count(one.done)}",
        )
        if one.standing in (Standing.RESTING, Standing.TRYING):
            until = "" if one.opens_at is None else f", thử lại từ {shown.moment(one.opens_at)}"
            yield Bad(
                f"kênh {name}: {share} tin không đến, các đợt nhắc qua kênh này tạm nghỉ{until}",
                "Xem nhật ký lỗi gửi. Đã sửa xong: gandan channel clear KÊNH --as NGƯỜI_QUẢN_LÝ",
            )
        elif one.standing is Standing.FAILING:
            yield Bad(f"kênh {name}: {share} tin gần đây không đến", "Xem nhật ký lỗi gửi và mạng của máy chủ.")
    for used in quotas.every_use(books):
        name = shown.CHANNEL_WORDS.get(used.quota.account, used.quota.account)
        if used.month_is_over:
            yield Bad(
                f"kênh {name} hết hạn mức tháng này", "Mua thêm hạn mức, rồi chạy: gandan channel quota KÊNH --help"
            )
        else:
            yield Good(f"kênh {name} còn {shown.count(used.left)} tin tự gửi trong hôm nay")


def answering(books: Books) -> Iterator[Finding]:
    """Are there officers whose decisions are to be reminded of and who have no time to answer?"""
    planned = planned_per_day(books, books.clock.now())
    rooms = capacity.rooms(books)
    full = sorted({officer for officer, _ in planned if not (officer in rooms and rooms[officer].most)})
    for officer in full:
        known = None if officer == NOBODY else staff.find(books, officer)
        name = "việc chưa phân công" if known is None else known.name
        yield Bad(
            f"{name}: không còn sức trả lời, tin nhắc phải đợi",
            "Trả lời các câu hỏi đang chờ, hoặc chạy: gandan agency staff answers LOGIN SỐ",
        )


ALL: tuple[Question, ...] = (exercise, stopped_themselves, channels, answering)
