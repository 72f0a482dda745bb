"""What holds a campaign back right now, told to whoever looks at it?"""

from __future__ import annotations

from bot.cli import shown
from casework.books import Books
from casework.places import find_by_id
from scheduler.guards import brake_log, canary
from scheduler.guards.brake_log import Scope, Stop, Why
from scheduler.guards.training import SUPPRESSED as AFTER_EXERCISE
from scheduler.plans.campaigns import Campaign
from scheduler.steps.step import Status

PAUSED_WORDS = {
    Why.COMPLAINTS.value: "nhiều người khiếu nại",
    Why.OPT_OUTS.value: "nhiều người thôi nhận tin",
    Why.WRONG_PERSONS.value: "nhiều người báo nhầm người nhận",
    Why.DISTRESS.value: "có người nhận cần được gọi ngay",
    Why.FAILURES.value: "nhiều tin gửi thử không đến nơi",
    Why.NOT_AS_APPROVED.value: "kế hoạch không còn đúng như đã duyệt",
    AFTER_EXERCISE: "đợt chạy trong lúc diễn tập, diễn tập đã hết",
}


def standing(books: Books, campaign: Campaign) -> list[str]:
    """Its stops, its first messages, and whether it is an exercise; nothing where nothing holds it."""
    lines = ["Đây là đợt diễn tập: tin chỉ đến cán bộ."] if campaign.plan.training else []
    if campaign.paused_why is not None:
        lines.append(f"Tự tạm dừng: {PAUSED_WORDS.get(campaign.paused_why, campaign.paused_why)}.")
        if (stop := brake_log.open_stop(books, campaign.id)) is not None:
            lines.append(f"  {_counted(books, stop)}")
        lines.append("  Lãnh đạo xem lại, rồi chạy: gandan campaign resume TÊN --note LỜI --as LÃNH_ĐẠO")
    if campaign.status is Status.RUNNING and canary.may_follow(books, campaign.id) is not None:
        lines.append(_first(books, campaign))
    return lines


def _counted(books: Books, stop: Stop) -> str:
    where = ""
    if stop.scope is Scope.COMMUNE and stop.scope_of is not None:
        there = find_by_id(books, int(stop.scope_of))
        where = " ở một xã" if there is None else f" ở {there.name}"
    elif stop.scope is Scope.CHANNEL and stop.scope_of is not None:
        where = f" qua kênh {shown.CHANNEL_WORDS.get(stop.scope_of, stop.scope_of)}"
    elif stop.scope is Scope.FIRST:
        where = " trong các tin gửi thử"
    return f"{shown.moment(stop.at)}: {shown.count(stop.counted)} người trên {shown.count(stop.out_of)} tin{where}."


def _first(books: Books, campaign: Campaign) -> str:
    first = canary.first_messages(books, campaign)
    if first.look_at is None:
        return f"Gửi thử trước: {shown.count(first.gone)}/{shown.count(first.wanted)} tin đã đi, các tin khác đợi."
    return (
        f"Gửi thử trước: {shown.count(first.gone)} tin đã đi; các tin khác đi từ {shown.moment(first.look_at)} nếu không có gì lạ, "
        "hoặc ngay: gandan campaign let-go TÊN"
    )
