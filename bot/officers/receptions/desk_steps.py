"""A button of the desk, for one visitor: there, not come, taken back; and what came of the talk, as a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from aiohttp import web

from bot.cli.reception_desk import done_words, may_be_read, owed_under, what_follows
from bot.cli.reception_desk_day import name_of
from bot.cli.reception_outcome_words import OUTCOMES, refusal_words
from bot.cli.reception_page_words import STATES
from bot.cli.refusal import Refused
from bot.officers.receptions.common import REFUSED, on_page, the_booking
from bot.officers.receptions.desk import Step, after
from bot.officers.visit import Visit
from casework import audit
from casework.booking_facts import Booking
from casework.books import Books
from casework.clock import local, today
from casework.reception_desk import Done, arrive, close, take_back
from casework.reception_grounds import Ground
from casework.reception_kinds import BookingState
from casework.reception_next_steps import NextStep
from casework.reception_outcomes import Outcome, OutcomeFacts, What, outcome_of
from casework.staff import Staff
from messages.typed_amount import read_amount
from messages.typed_day import read_day

WAYS = (  # the three columns of the register: taken on, guided, forwarded
    ("receptions.way_taken", (What.AGREED, What.PROMISE, What.INSTALMENT, What.DOCUMENT, What.ANSWER_LATER)),
    ("receptions.way_guided", (What.EXPLAINED, What.REFUSED)),
    ("receptions.way_forwarded", (What.FORWARDED,)),
    ("receptions.way_none", (What.NO_SHOW,)),
)
OUTCOME = ("what", "note", "later", "decision", "amount", "on", "to", "ground")
_Rule = Callable[[Books, Staff, int], list[str]]
_STEPS = {What.PROMISE: NextStep.PROMISE, What.INSTALMENT: NextStep.INSTALMENT, What.DOCUMENT: NextStep.DOCUMENT}


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeTold:
    """What the form of an outcome needs: whose it is, what stands there, under which decisions they owe."""

    there: Booking
    name: str
    outcome: Outcome | None
    decisions: tuple[tuple[int, str], ...]
    too_early: bool


async def came(visit: Visit) -> web.StreamResponse:
    """The visitor is there, and papers were seen."""
    return await _pressed(visit, _came)


async def missed(visit: Visit) -> web.StreamResponse:
    """They did not come."""
    return await _pressed(visit, _missed)


async def undo(visit: Visit) -> web.StreamResponse:
    """That was a slip."""
    return await _pressed(visit, _undone)


async def show_outcome(visit: Visit) -> web.StreamResponse:
    """The form; what was written before is filled in."""
    told = await visit.db.write(_looked, visit.who, visit.number("booking"))
    return _form(visit, told, _filled(told.outcome))


async def write_outcome(visit: Visit) -> web.StreamResponse:
    """What came of the talk."""
    booking_id = visit.number("booking")
    try:
        day_id, lines = await visit.db.write(_closed, visit.who, booking_id, visit.form)
    except REFUSED as problem:
        told = await visit.db.read(_told, visit.who, booking_id)
        return _form(visit, told, visit.form, status=422, wrong=on_page(problem))
    return await after(visit, day_id, Step(lines=lines))


def _form(
    visit: Visit, told: OutcomeTold, fields: Mapping[str, str], *, status: int = 200, wrong: str = ""
) -> web.Response:
    return visit.page(
        "receptions/outcome", status=status, told=told, fields=fields, wrong=wrong, ways=WAYS, outcomes=OUTCOMES,
        grounds=[(one.value, refusal_words(one)) for one in Ground], local=local,
    )  # fmt: skip


async def _pressed(visit: Visit, rule: _Rule) -> web.Response:
    booking_id = visit.number("booking")
    there = await visit.db.read(the_booking, visit.who, booking_id)
    try:
        lines = await visit.db.write(rule, visit.who, booking_id)
    except REFUSED as problem:
        return await after(visit, there.day_id, Step(lines=[]), status=409, wrong=on_page(problem))
    return await after(visit, there.day_id, Step(lines=lines))


def _came(books: Books, who: Staff, booking_id: int) -> list[str]:
    return _lines(books, arrive(books, the_booking(books, who, booking_id).id, who.id))


def _missed(books: Books, who: Staff, booking_id: int) -> list[str]:
    there = the_booking(books, who, booking_id)
    return _lines(books, close(books, there.id, OutcomeFacts(what=What.NO_SHOW), who.id))


def _undone(books: Books, who: Staff, booking_id: int) -> list[str]:
    there = the_booking(books, who, booking_id)
    now = take_back(books, there.id, _before(books, there), who.id)
    return [f"Đã hoàn tác. {name_of(books, now)}: {STATES[now.state]}."]


def _before(books: Books, there: Booking) -> BookingState:
    """Where the booking stood before its last step; an outcome that was put right once is refused by the rule itself."""
    if there.state in (BookingState.CONFIRMED, BookingState.OVER):
        raise Refused("Chưa ghi gì cho người này nên không có gì để hoàn tác. Hãy xem lại danh sách.")
    outcome = outcome_of(books, there.id)
    if outcome is not None and outcome.changed_at != outcome.recorded_at:
        return there.state
    was_there = there.arrived_at is not None and there.state is not BookingState.ARRIVED
    return BookingState.ARRIVED if was_there else BookingState.CONFIRMED


def _lines(books: Books, done: Done) -> list[str]:
    return [f"{name_of(books, done.booking)}: {done_words(done)}", *(line.strip() for line in what_follows(done))]


def _told(books: Books, who: Staff, booking_id: int) -> OutcomeTold:
    there = the_booking(books, who, booking_id)
    return OutcomeTold(
        there=there,
        name=name_of(books, there),
        outcome=outcome_of(books, there.id),
        decisions=tuple(owed_under(books, there.id)),
        too_early=today(books.clock) < local(there.starts_at).date(),
    )


def _looked(books: Books, who: Staff, booking_id: int) -> OutcomeTold:
    told = _told(books, who, booking_id)
    audit.record(
        books, audit.staff(who.id), audit.Action.RECEPTION_LIST_MADE, f"booking:{told.there.id}", purpose="desk"
    )
    return told


def _filled(outcome: Outcome | None) -> dict[str, str]:
    if outcome is None:
        return {}
    fields = {"what": outcome.what.value, "note": outcome.note or ""}
    if outcome.what is What.FORWARDED:
        to, _, about = (outcome.note or "").partition(";")
        fields |= {"to": to.strip(), "note": about.strip()}
    if outcome.next_on is not None:
        fields["on"] = f"{outcome.next_on:%d/%m/%Y}"
    if outcome.decision_id is not None:
        fields["decision"] = str(outcome.decision_id)
    if outcome.ground is not None:
        fields["ground"] = outcome.ground.value
    if outcome.answer_due_on is not None:
        fields["later"] = "yes"
    return fields


def _closed(books: Books, who: Staff, booking_id: int, form: Mapping[str, str]) -> tuple[int, list[str]]:
    there = the_booking(books, who, booking_id)
    facts = _facts(form, owed_under(books, there.id), today(books.clock))
    may_be_read(books, facts.note)
    return there.day_id, _lines(books, close(books, there.id, facts, who.id))


def _facts(form: Mapping[str, str], decisions: list[tuple[int, str]], now_on: date) -> OutcomeFacts:
    """What the fields say. What they leave open the rule itself refuses. Raises ``Refused``."""
    if form.get("what") not in {one.value for one in What}:
        raise Refused("Chưa chọn kết quả. Hãy chọn một kết quả.")
    what = What(form["what"])
    note = form.get("note", "").strip()
    if what is What.FORWARDED:
        to = form.get("to", "").replace(";", ",").strip()
        if not to:
            raise Refused("Chuyển đơn thì phải ghi chuyển đến cơ quan nào. Hãy ghi tên cơ quan.")
        note = f"{to}; {note}" if note else to
    money = what in (What.PROMISE, What.INSTALMENT)
    return OutcomeFacts(
        what=what,
        note=note or None,
        next_step=_STEPS.get(what),
        next_on=_day(form.get("on", ""), now_on) if what in _STEPS else None,
        decision_id=_decision(form.get("decision", ""), decisions) if money else None,
        amount=_amount(form.get("amount", "")) if money else None,
        answer_later=form.get("later") == "yes" and what not in (What.REFUSED, What.NO_SHOW),
        ground=_ground(form.get("ground", "")) if what is What.REFUSED else None,
    )


def _day(text: str, now_on: date) -> date | None:
    if not text.strip():
        return None
    found = read_day(text, now_on, ahead=True)
    if found is None:
        raise Refused(f"Ngày «{text[:40]}» chưa rõ. Hãy ghi như 30/12 hoặc 30/12/2026.")
    return found


def _amount(text: str) -> int | None:
    if not text.strip():
        return None
    found = read_amount(text)
    if found is None:
        raise Refused(f"Số tiền «{text[:40]}» không rõ. Hãy ghi như 2tr hoặc 2.000.000.")
    return found


def _decision(said: str, decisions: list[tuple[int, str]]) -> int:
    if not decisions:
        raise Refused(
            "Người này không có việc nào còn phải nộp trong sổ. Hãy chọn «hai bên thống nhất» hoặc «đã giải thích»."
        )
    known = {str(one): one for one, _ in decisions}
    if said in known:
        return known[said]
    if len(decisions) == 1:
        return decisions[0][0]
    raise Refused("Người này có nhiều quyết định còn phải nộp. Hãy chọn quyết định của lần hẹn này.")


def _ground(said: str) -> Ground:
    if said not in {one.value for one in Ground}:
        raise Refused("Từ chối tiếp phải có căn cứ. Hãy chọn căn cứ.")
    return Ground(said)
