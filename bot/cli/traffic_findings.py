"""Does what comes in get heard, and does what must be said get sent? Asked of the rows, not of the processes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.cli import shown
from bot.cli.findings import Bad, Finding, Good, Question
from casework.books import Books
from handlers.inbox import State as Heard
from handlers.tables import inbox
from messages.outbox import State
from messages.tables import outbox
from scheduler.delivery import troubles
from scheduler.delivery.resolving import FOR_PEOPLE
from scheduler.delivery.troubles import Trouble, Troubled
from scheduler.tables import lease

STUCK_AFTER = timedelta(minutes=10)  # a queued message that is due waits seconds; behind a throttle, a minute
UNHEARD_AFTER = timedelta(minutes=2)
MANY_UNCERTAIN = 5  # what one crash can leave at most (GANDAN_SEND_WINDOW)
_DAY = timedelta(days=1)
_SPEAK = "speak:"


def waiting(books: Books) -> Iterator[Finding]:
    """Is anything due that nobody sends?"""
    now = books.clock.now()
    due = (
        select(outbox.c.account, func.count().label("many"), func.min(outbox.c.not_before).label("oldest"))
        .where(outbox.c.state == State.QUEUED.value, outbox.c.not_before <= now)
        .group_by(outbox.c.account)
        .order_by(outbox.c.account)
    )
    stuck = False
    for row in books.conn.execute(due):
        if now - row.oldest > STUCK_AFTER:
            stuck = True
            words = (
                f"{shown.count(row.many)} tin chờ gửi ở kênh {_channel(row.account)}, lâu nhất {_age(now, row.oldest)}"
            )
            yield Bad(words, "Chạy: gandan run speak; nếu đang chạy, xem nhật ký lỗi gửi.")
    if not stuck:
        yield Good("không có tin nào chờ gửi quá 10 phút")


def uncertain(books: Books) -> Iterator[Finding]:
    """How many messages may or may not have arrived since yesterday?"""
    since = books.clock.now() - _DAY
    counted = select(func.count()).where(FOR_PEOPLE, outbox.c.state == State.UNCERTAIN.value, outbox.c.made_at >= since)
    many = books.conn.execute(counted).scalar_one()
    words = f"{shown.count(many)} tin của 24 giờ qua chưa rõ đã đến hay chưa"
    if many > MANY_UNCERTAIN:
        remedy = "Không tự gửi lại. Xem từng tin và quyết định: gandan message list; việc gấp thì gọi điện."
        yield Bad(words, remedy)
    else:
        yield Good(words)


def heard(books: Books) -> Iterator[Finding]:
    """Is anything heard and not dealt with, or given up after three tries?"""
    now = books.clock.now()
    by_state = {
        row.state: row
        for row in books.conn.execute(
            select(inbox.c.state, func.count().label("many"), func.min(inbox.c.received_at).label("oldest"))
            .where(inbox.c.state != Heard.DONE.value)
            .group_by(inbox.c.state)
        )
    }
    late = by_state.get(Heard.WAITING.value)
    if late is not None and now - late.oldest > UNHEARD_AFTER:
        words = f"{shown.count(late.many)} tin đến chưa được xử lý, lâu nhất {_age(now, late.oldest)}"
        yield Bad(words, "Chạy: gandan run hear")
    else:
        yield Good("không có tin đến nào chờ quá 2 phút")
    parked = by_state.get(Heard.PARKED.value)
    if parked is not None:
        words = f"{shown.count(parked.many)} tin đến bị gác lại sau ba lần xử lý lỗi"
        yield Bad(words, "Gửi nhật ký lỗi (update_failed) cho người phụ trách kỹ thuật.")


def holders(books: Books) -> Iterator[Finding]:
    """Which process has which duty now? Nobody is a fault only where something waits for it."""
    now = books.clock.now()
    held = {row.name: row for row in books.conn.execute(select(lease).order_by(lease.c.name))}
    due = select(outbox.c.account).where(outbox.c.state == State.QUEUED.value, outbox.c.not_before <= now).distinct()
    for account in books.conn.execute(due).scalars():
        there = held.get(_SPEAK + account)
        if there is None or there.until <= now:
            yield Bad(f"không tiến trình nào đang gửi cho kênh {_channel(account)}", "Chạy: gandan run speak")
    running = [row for row in held.values() if row.until > now]
    for row in running:
        words = f"{_duty(row.name)}: {_process(row.owner)}"
        if row.halted_until is not None and row.halted_until > now:
            words += f", nền tảng bắt nghỉ đến {shown.moment(row.halted_until)}"
        yield Good(words)
    if not running:
        yield Good("hiện không tiến trình nào đang giữ việc gửi hay nhắc (gandan run chưa chạy)")


def accounts(books: Books) -> Iterator[Finding]:
    """Is a whole channel account in trouble: refused, used by somebody else, or knocked at?"""
    now = books.clock.now()
    known = (one for one in troubles.recent(books, now - _DAY) if one.kind in _TROUBLES)
    met = [one for one in known if now - one.last_at <= _TROUBLES[one.kind][0]]
    for one in met:
        _, words, remedy = _TROUBLES[one.kind]
        yield Bad(f"{words} (kênh {_channel(one.account)}, {_how_often(one)})", remedy)
    if not met:
        yield Good("không kênh nào bị từ chối, bị dùng chung mã hay bị gọi giả")


def _how_often(one: Troubled) -> str:
    return f"{shown.count(one.times)} lần, lần cuối {shown.moment(one.last_at)}"


def _duty(name: str) -> str:
    return f"gửi cho kênh {_channel(name.removeprefix(_SPEAK))}" if name.startswith(_SPEAK) else "rung chuông nhắc việc"


def _process(owner: str) -> str:
    machine, _, rest = owner.partition("|")
    return f"tiến trình {rest.partition('|')[0]} trên máy {machine.partition('/')[0]}"


def _channel(account: str) -> str:
    return shown.CHANNEL_WORDS.get(account, account)


def _age(now: datetime, then: datetime) -> str:
    minutes = int((now - then).total_seconds() // 60)
    return f"{minutes} phút" if minutes < 120 else f"{minutes // 60} giờ"


_TROUBLES = {  # how long it is worth telling, what it is, what to do
    Trouble.REFUSED: (
        timedelta(minutes=30),
        "nền tảng không còn nhận mã của bot, tin đang chờ và không mất",
        "Lấy lại mã của bot, đặt vào GANDAN_TELEGRAM_TOKEN rồi chạy lại gandan run.",
    ),
    Trouble.CONFLICT: (
        timedelta(minutes=30),
        "có chương trình khác đang lấy tin bằng mã của bot",
        "Tắt bản chạy thừa. Nếu không phải của cơ quan thì mã bot đã lộ: đổi mã ngay.",
    ),
    Trouble.FORGED: (
        _DAY,
        "có nhiều lời gọi giả đến webhook",
        "Chưa lời gọi nào lọt vào. Xem nhật ký của máy chủ đứng trước; nếu còn tiếp diễn, đổi địa chỉ webhook.",
    ),
}

ALL: tuple[Question, ...] = (waiting, uncertain, heard, holders, accounts)
