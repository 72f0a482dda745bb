"""The desk of a day: who has come, who runs late, who is next, who came on the spot; one short line or one button a step.

Names stand here in full for everybody who works on cases, as at the terminal's desk: whoever sits there looks at papers. Each
opening leaves a line in the trail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from bot.cli.reception_desk import keys, noted, undone
from bot.cli.reception_desk_day import Desk, name_of
from bot.cli.reception_desk_people import entered, received, received_words
from bot.cli.reception_desk_typed import read_line
from bot.cli.reception_page_words import state_words
from bot.cli.reception_words import KINDS
from bot.cli.refusal import Refused
from bot.officers.receptions.common import REFUSED, name_of_staff, on_page, the_day
from bot.officers.visit import Visit
from casework import audit
from casework.booking_facts import Booking
from casework.booking_reasons import LONGEST, MOST_COMPANIONS
from casework.booking_taking import Asked
from casework.booking_visitors import Visitor, guest
from casework.books import Books
from casework.clock import local, today
from casework.leader_page import expected
from casework.mobilisation import teams_of
from casework.reception_kinds import BookingState
from casework.receptions_in_sight import Day
from casework.staff import Staff

_WAITS_FOR = (BookingState.CONFIRMED, BookingState.OVER)
_MOST_LISTED = 400
_NOT_HERE = frozenset("plq")  # letters of the terminal that are pages and links here
WALK_IN = ("name", "phone", "reason", "companions", "team")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Somebody of the day. ``number``: as it is typed; ``late``: minutes after their hour, of who has not come yet."""

    number: int
    there: Booking
    name: str
    at: str
    state: str
    late: int
    next: bool

    @property
    def awaited(self) -> bool:
        """Not there yet."""
        return self.there.state in _WAITS_FOR

    @property
    def arrived(self) -> bool:
        """There, and not received yet."""
        return self.there.state is BookingState.ARRIVED

    @property
    def ended(self) -> bool:
        """What came of it is written down."""
        return not self.awaited and not self.arrived


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskTold:
    """Everything on the page; ``last``: what can be taken back by the letter u."""

    day: Day
    leader: str
    rows: tuple[Row, ...]
    teams: tuple[tuple[int, str], ...]
    is_today: bool
    keys: tuple[str, ...] = field(default=(), repr=False)

    @property
    def numbered(self) -> str:
        """Whom each number means on this page."""
        return ",".join(str(one.there.id) for one in self.rows)


@dataclass(kw_only=True, slots=True)
class Step:
    """What a line came to, and what it left to be taken back."""

    lines: list[str]
    last: str = ""


async def show(visit: Visit) -> web.StreamResponse:
    """Open the desk."""
    told = await visit.db.write(_opened, visit.who, visit.number("day"))
    return _page(visit, told, Step(lines=[]))


async def typed(visit: Visit) -> web.StreamResponse:
    """A line as at the terminal: «3 d», «1 h 2tr 30/12», «w Trần Văn Bé; 0900 000 123; hỏi về lãi»."""
    return await _step(visit, _typed)


async def walk_in(visit: Visit) -> web.StreamResponse:
    """Somebody who has not booked."""
    return await _step(visit, _walked_in)


async def after(visit: Visit, day_id: int, step: Step, *, status: int = 200, wrong: str = "") -> web.Response:
    """The desk again, with what was done or what was wrong."""
    told = await visit.db.read(desk_told, visit.who, day_id)
    return _page(visit, told, step, status=status, wrong=wrong)


_Rule = Callable[[Books, Staff, int, Mapping[str, str]], Step]


async def _step(visit: Visit, rule: _Rule) -> web.Response:
    day_id = visit.number("day")
    try:
        step = await visit.db.write(rule, visit.who, day_id, visit.form)
    except REFUSED as problem:
        return await after(
            visit, day_id, Step(lines=[], last=visit.form.get("last", "")), status=422, wrong=on_page(problem)
        )
    return await after(visit, day_id, step)


def _page(visit: Visit, told: DeskTold, step: Step, *, status: int = 200, wrong: str = "") -> web.Response:
    return visit.page(
        "receptions/desk",
        status=status,
        told=told,
        step=step,
        wrong=wrong,
        fields=visit.form if status != 200 else {},
        kinds=KINDS,
        local=local,
        most_companions=MOST_COMPANIONS,
    )


def desk_told(books: Books, who: Staff, day_id: int) -> DeskTold:
    """What stands on the page. Raises ``Missing``."""
    day = the_day(books, who, day_id)
    there = expected(books, day.id)[:_MOST_LISTED]
    now, first_waiting = books.clock.now(), None
    for one in there:
        if one.state is BookingState.ARRIVED and first_waiting is None:
            first_waiting = one.id
    rows = []
    for number, one in enumerate(there, start=1):
        late = int((now - one.starts_at).total_seconds()) // 60 if one.state in _WAITS_FOR else 0
        rows.append(
            Row(
                number=number,
                there=one,
                name=name_of(books, one),
                at=f"{local(one.starts_at):%H:%M}" if one.queue_number is None else f"số {one.queue_number}",
                state=state_words(one),
                late=max(0, late),
                next=one.id == first_waiting,
            )
        )
    teams = () if day.commune_id is None else tuple((one.id, one.name) for one in teams_of(books, day.commune_id))
    return DeskTold(
        day=day,
        leader=name_of_staff(books, day.leader_id),
        rows=tuple(rows),
        teams=teams,
        is_today=day.on_date == today(books.clock),
        keys=tuple(keys(without=_NOT_HERE)),
    )


def _opened(books: Books, who: Staff, day_id: int) -> DeskTold:
    told = desk_told(books, who, day_id)
    audit.record(
        books, audit.staff(who.id), audit.Action.RECEPTION_LIST_MADE, f"reception_day:{told.day.id}", purpose="desk"
    )
    return told


def _typed(books: Books, who: Staff, day_id: int, form: Mapping[str, str]) -> Step:
    desk = _desk(books, who, day_id, form)
    line = read_line(form.get("line", ""))
    match line.key:
        case "u":
            return Step(lines=undone(books, desk))
        case "w" | "m":
            made = received(books, desk, line.rest, by_team=line.key == "m")
            # no number: the list below is numbered anew, in order of the hours
            return Step(lines=[received_words(books, made)])
        case "p":
            raise Refused("Đối chiếu giấy tờ có trang riêng. Hãy bấm «Là ai trong sổ» ở dòng của người đó.")
        case "l" | "q" | "?":
            return Step(lines=[], last=form.get("last", ""))
        case _:
            lines = noted(books, desk, line)
            booking_id, was = desk.steps[-1]
            last = f"{booking_id}:{was.value}" if isinstance(was, BookingState) else ""
            return Step(lines=lines, last=last)


def _walked_in(books: Books, who: Staff, day_id: int, form: Mapping[str, str]) -> Step:
    desk = _desk(books, who, day_id, form)
    companions = form.get("companions", "").strip() or "0"
    if not (companions.isascii() and companions.isdigit() and len(companions) < 3):
        raise Refused("Số người đi cùng chưa rõ. Hãy ghi một chữ số.")
    if int(companions) > MOST_COMPANIONS:
        raise Refused(f"Đi cùng nhiều nhất {MOST_COMPANIONS} người. Đông hơn thì cử người đại diện.")
    teams = {} if desk.commune_id is None else {str(one.id): one.id for one in teams_of(books, desk.commune_id)}
    asked = Asked(
        kind=desk.kind,
        reason=" ".join(form.get("reason", "").split())[:LONGEST] or None,
        companions=int(companions),
        team_id=teams.get(form.get("team", "")),
    )
    visitor = Visitor(guest=guest(form.get("name", ""), form.get("phone", "").strip() or None))
    return Step(lines=[received_words(books, entered(books, desk, visitor, asked))])


def _desk(books: Books, who: Staff, day_id: int, form: Mapping[str, str]) -> Desk:
    """The desk as it was when the line was typed: a number means who stood there then."""
    day = the_day(books, who, day_id)
    there = {str(one.id): one.id for one in expected(books, day.id)}
    said = [one for one in form.get("numbered", "").split(",") if one]
    if not all(one in there for one in said):
        raise Refused("Danh sách vừa đổi: có người đã hủy hoặc đổi giờ. Hãy xem lại số thứ tự rồi ghi lại.")
    numbered = [there[one] for one in said] or list(there.values())
    desk = Desk(day_id=day.id, kind=day.kind, commune_id=day.commune_id, staff_id=who.id, numbered=numbered)
    booking_id, _, was = form.get("last", "").partition(":")
    if booking_id in there and was in {one.value for one in BookingState}:
        desk.steps.append((there[booking_id], BookingState(was)))
    return desk
