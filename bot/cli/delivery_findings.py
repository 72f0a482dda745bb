"""Is delivery held, has somebody fallen silent, what was put in order by itself, and how old is the last backup?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.backup.shelf import backups
from bot.cli import shown
from bot.cli.findings import Bad, Finding, Good, Question
from bot.settings import Settings
from casework.books import Books
from casework.clock import Clock
from scheduler.bell import beats
from scheduler.delivery import troubles
from scheduler.delivery.troubles import Trouble
from scheduler.guards import holding

_DAY = timedelta(days=1)
_SPEAK = "speak:"
_DUTIES = {beats.TICK: "rung chuông nhắc việc", beats.HEAR: "nghe và trả lời", beats.WEB: "trang web"}
_ROLES = {beats.TICK: "tick", beats.HEAR: "hear", beats.WEB: "web"}
_MENDED = {
    Trouble.LEFT_SENDING: "tin gửi dở không ai nhận tiếp, đã xếp lại hoặc ghi là chưa rõ",
    Trouble.STEP_WITHOUT_MESSAGE: "bước nhắc không có tin đi kèm, đã nối lại",
    Trouble.PLANNED_SHORT: "lần đợt nhắc thiếu bước, đã lập lại",
}


def held(books: Books) -> Iterator[Finding]:
    """Is everything unasked held back?"""
    there = holding.holds(books)
    for one in there:
        words = f"đang giữ tin tự gửi từ {shown.moment(one.since)}: {shown.HELD_WORDS[one.why.value]}"
        remedy = "Xem lại: gandan restore --report. Thôi giữ: gandan release --as LÃNH_ĐẠO"
        yield Bad(words, shown.NEVER_RELEASED.get(one.why.value, remedy))
    if not there:
        yield Good("không giữ tin nào")


def silent(books: Books) -> Iterator[Finding]:
    """Has anybody who should be at work said nothing for too long?"""
    late = [one for one in beats.beats(books) if one.silent]
    for one in late:
        duty = _DUTIES.get(one.name, f"gửi tin ({one.name.removeprefix(_SPEAK)})")
        role = _ROLES.get(one.name, "speak")
        words = f"{duty} im lặng từ {shown.moment(one.at)}"
        yield Bad(words, f"Xem máy và nhật ký của tiến trình đó; nếu nó đã chết, chạy: gandan run {role}")
    if not late:
        yield Good("không phần việc nào im lặng")


def mended(books: Books) -> Iterator[Finding]:
    """What was found half done since yesterday, and put in order?"""
    for one in troubles.recent(books, books.clock.now() - _DAY):
        if one.kind in _MENDED:
            yield Good(f"{shown.count(one.times)} {_MENDED[one.kind]} (lần cuối {shown.moment(one.last_at)})")


def backup(settings: Settings, clock: Clock) -> Finding:
    """Is there a backup, and is it as young as the settings promise?"""
    if not settings.url.startswith("sqlite"):
        return Good("sao lưu: theo máy chủ PostgreSQL (docs/van-hanh.md); bản chép rời: gandan backup")
    if settings.backup_minutes == 0:
        return Good("sao lưu tự động đang tắt (GANDAN_BACKUP_MINUTES=0)")
    there = backups(settings.backups)
    if not there:
        return Bad(f"chưa có bản sao lưu nào ở {settings.backups}", "Chạy: gandan backup")
    words = f"bản sao lưu mới nhất lúc {shown.moment(there[0].at)}"
    if clock.now() - there[0].at > timedelta(minutes=2 * settings.backup_minutes + 10):
        return Bad(f"{words}, đã cũ", "Chạy: gandan backup; rồi xem gandan run tick có đang chạy, đĩa còn chỗ không.")
    return Good(words)


ALL: tuple[Question, ...] = (held, silent, mended)
