"""How is a visitor told to the leader the evening before: case, money, promises, what was explained, complaints, ways?

One page each, so what is long is cut and says how much more there is: the newest first, for it is what will be talked about.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.cli import shown
from bot.cli.agreement import AGREEMENT_WORDS, PROMISE_WORDS
from bot.cli.coercion import MEASURE_WORDS
from bot.cli.decision_words import STATE_WORDS, event_words
from bot.cli.money_shown import kind_words, sums
from bot.cli.payment import FROM_A_LIST, SOURCE_WORDS
from bot.cli.question_shown import STATE_WORDS as QUESTION_STATES
from bot.cli.reception_page_options import options
from casework.agreements import Agreement, AgreementState
from casework.booking_facts import Booking
from casework.books import Books
from casework.clock import local, today
from casework.decision_events import EventKind
from casework.decisions import PartyRole
from casework.interest_of_decision import Missing
from casework.leader_page import VisitorCase, VisitorFacts
from casework.obligations import DecisionView, LineView
from casework.payment_claims import State as ClaimState
from casework.payment_order import NOT_MONEY
from casework.promises import PromiseState
from casework.question_rows import Kind, Question, State
from casework.reception_kinds import BookingSource, BookingState
from messages.fit import clipped
from messages.letters.campaign_plan import Section, Table
from messages.library import Lang
from messages.reception_words import word
from messages.vietnamese import dong

STATES = {
    BookingState.CONFIRMED: "chưa đến",
    BookingState.ARRIVED: "đã đến",
    BookingState.OVER: "chưa ghi kết quả",
    BookingState.DONE: "đã tiếp",
    BookingState.NO_SHOW: "không đến",
    BookingState.REFUSED: "từ chối tiếp",
}
COMING = "báo sẽ đến"
_BOOKKEEPING = frozenset(
    {EventKind.ENTERED, EventKind.CORRECTED, EventKind.LINES_CHANGED}
)  # of the books, not of the case
_LONG, _SHORT = 260, 150  # characters of what somebody said
_MOST = 4  # of each kind of thing, when there is one case; fewer when there are several


def state_words(there: Booking) -> str:
    """Where the booking stands; of somebody who is still awaited also that they said they will come."""
    awaited = there.state is BookingState.CONFIRMED and there.coming_at is not None
    return f"{STATES[there.state]}, {COMING}" if awaited else STATES[there.state]


def marks(visitor: VisitorFacts) -> list[str]:
    """What is to be seen at once."""
    found = [STATES[visitor.booking.state]] if visitor.booking.state is not BookingState.CONFIRMED else []
    if visitor.booking.state is BookingState.CONFIRMED and visitor.booking.coming_at is not None:
        found.append(COMING)
    if visitor.known is None:
        found.append("khách: xem giấy tờ trước khi nói về hồ sơ")
    if visitor.booking.source is BookingSource.WALK_IN:
        found.append("đến thẳng, không hẹn trước")
    if visitor.booking.source is BookingSource.TEAM:
        found.append("tổ vận động mời đến")
    if visitor.booking.companions:
        found.append(f"đi cùng {visitor.booking.companions} người")
    found += [word(Lang.VI, need) for need in visitor.booking.needs]
    if any(_open_complaint(one) for one in visitor.asked):
        found.append("đang có khiếu nại")
    if visitor.known is not None and visitor.known.in_prison:
        found.append("đang chấp hành án tù")
    return found


def at(visitor: VisitorFacts) -> str:
    """The hour, or the number where the day gives numbers."""
    return (
        f"{local(visitor.booking.starts_at):%H:%M}"
        if visitor.booking.queue_number is None
        else f"Số {visitor.booking.queue_number}"
    )


def person(visitor: VisitorFacts) -> list[tuple[str, str]]:
    """Who it is, and what they come for in their own words."""
    known = visitor.known
    reason = clipped(visitor.booking.reason, _LONG) if visitor.booking.reason else "(chưa ghi)"
    if known is None:
        return [("Điện thoại:", _phone(visitor.phone)), ("Muốn nói về:", reason)]
    born = f", sinh năm {known.birth_year}" if known.birth_year else ""
    return [
        ("Nơi ở:", (known.address or "(chưa ghi)") + born),
        ("Điện thoại:", _phone(known.phone)),
        ("Muốn nói về:", reason),
    ]


def _phone(number: str | None) -> str:
    return "(chưa ghi)" if number is None else shown.phone(number)


def sections(books: Books, visitor: VisitorFacts) -> list[Section]:
    """The page's parts in the order of the talk."""
    if visitor.known is None:
        said = "Người này đặt lịch bằng tên và số điện thoại, nên ở đây chưa nêu hồ sơ nào."
        return [
            Section(title="Hồ sơ", lines=(said, "Đối chiếu giấy tờ tại bàn rồi hãy tra hồ sơ: gandan decision find"))
        ]
    few = _MOST if len(visitor.cases) < 2 else 2
    found = [part for case in visitor.cases for part in _case(books, case, few)]
    if not visitor.cases:
        found.append(Section(title="Hồ sơ", lines=("Không có việc nào đang thi hành.",)))
    if visitor.other_cases:
        found.append(_others(visitor))
    return [*found, _explained(visitor, few), _complaints(visitor, few), _met(visitor, few)]


def _case(books: Books, case: VisitorCase, few: int) -> list[Section]:
    view = case.view
    sides = [f"{shown.ROLE_WORDS[one.role]}: {one.name}" for one in view.others]
    role = "" if case.own.role is None else f"Người đến là {shown.ROLE_WORDS[case.own.role]}. "
    since = "" if case.where.since is None else f", từ {shown.day(case.where.since)}"
    officer = view.officer_name or "chưa phân công"
    court = f", {view.judgment_court}" if view.judgment_court else ""
    happened = [one for one in case.events if one.kind not in _BOOKKEEPING]
    history = [f"{shown.day(one.happened_on)} {event_words(one)}" for one in happened[:few]]
    served = "chưa ghi" if view.served_on is None else shown.day(view.served_on)
    head = Section(
        title=f"Quyết định {view.number} ngày {shown.day(view.issued_on)}",
        lines=(
            f"{role}Bản án {view.judgment_number}{court}. Chấp hành viên: {officer}.",
            f"{_listed(sides, 4)}.",
            f"Thông báo hợp lệ: {served}. Tình trạng: {STATE_WORDS[case.where.state]}{since}. Diễn biến gần đây: "
            + ("; ".join(history) or "chưa ghi")
            + f"{_more(len(happened), few)}.",
        ),
    )
    ways, most = options(case), few * 3
    more = [f"Và {len(ways) - most} điều nữa, xem: gandan decision show {view.number}"] if len(ways) > most else []
    law = Section(title="Cơ quan phải làm, pháp luật cho phép", lines=(*(f"• {one}" for one in ways[:most]), *more))
    return [head, _money(books, case, few), _promised(books, case, few), law]


def _money(books: Books, case: VisitorCase, few: int) -> Section:
    view = case.view
    rows = tuple(
        (_line_of(view, one), dong(one.amount), dong(one.paid + one.waived), dong(one.left))
        if one.kind not in NOT_MONEY
        else (f"{kind_words(one.kind)}: {clipped(one.content, 60)}", "-", "-", "chưa xong" if one.left else "xong")
        for one in view.lines[: few + 2]
    )
    more = len(view.lines) - len(rows)
    paid = [
        f"{'không rõ ngày' if one.paid_on is None else shown.day(one.paid_on)} {dong(one.amount)}"
        f" ({SOURCE_WORDS.get(one.source, FROM_A_LIST)})"
        for one in case.payments[:few]
    ]
    lines = [
        f"Cộng{f' cả {more} khoản không nêu dưới đây' if more else ''}: {sums(view)}.",
        f"Đã nộp gần đây: {'; '.join(paid)}{_more(len(case.payments), few)}." if paid else "Chưa nộp lần nào.",
    ]
    if not isinstance(case.interest, Missing) and view.left:
        until = shown.day(today(books.clock))
        lines.append(f"Lãi chậm thi hành án ước tính đến {until}: {dong(case.interest.estimate.interest)}.")
    elif case.interest in (Missing.START, Missing.FIRST_RATE):
        lines.append("Lãi chậm thi hành án: chưa ước tính được, sổ thiếu ngày bắt đầu hoặc mức lãi.")
    head = ("Khoản", "Phải nộp", "Đã nộp, miễn giảm", "Còn lại")
    return Section(title="Tiền", lines=tuple(lines), table=Table(head=head, rows=rows, widths=(4, 3, 3, 3)))


def _line_of(view: DecisionView, line: LineView) -> str:
    """The kind; of what one of several debtors owes alone also their name."""
    of_whom = next((one.name for one in view.others if one.id == line.debtor_id), None)
    several = sum(1 for one in view.others if one.role is PartyRole.DEBTOR) > 1
    return kind_words(line.kind) + (f", riêng {of_whom}" if several and of_whom is not None else "")


def _promised(books: Books, case: VisitorCase, few: int) -> Section:
    said = [
        f"Hẹn nộp {dong(one.amount)} chậm nhất ngày {shown.day(one.due_on)}: {PROMISE_WORDS[one.state]}."
        for one in case.promises[:few]
        if one.state is not PromiseState.WITHDRAWN
    ]
    said += [line for one in case.agreements[:1] for line in _agreed(books, one)]
    said += [
        f"{shown.day(local(one.made_at).date())} báo đã nộp"
        + (f" (số {one.receipt})" if one.receipt else "")
        + ": cán bộ chưa đối chiếu."
        for one in case.claims
        if one.state is ClaimState.OPEN
    ][:1]
    said += [
        f"Quyết định cưỡng chế {one.document} ngày {shown.day(one.decided_on)}: {MEASURE_WORDS[one.measure]}."
        for one in case.coercions[:1]
        if one.is_open
    ]
    return Section(title="Lời hẹn, thỏa thuận", lines=tuple(said) or ("Chưa có lời hẹn hay thỏa thuận nào.",))


def _agreed(books: Books, one: Agreement) -> list[str]:
    line = f"Thỏa thuận ngày {shown.day(one.facts.signed_on)}: {AGREEMENT_WORDS[one.state]}."
    if one.state is not AgreementState.LIVE:
        return [line]
    late = one.overdue(today(books.clock))
    if one.next is not None:
        line += f" Kỳ tới {shown.day(one.next.due_on)}: {dong(one.next.left)}."
    return [line + (f" Đã chậm {dong(late)}." if late else "")]


def _others(visitor: VisitorFacts) -> Section:
    rows = tuple(
        (one.number, shown.day(one.issued_on), _side(one), shown.STATUS_WORDS[one.status], dong(one.left))
        for one in visitor.other_cases[:_MOST]
    )
    more = len(visitor.other_cases) - len(rows)
    lines = (f"Còn {shown.count(more)} việc khác nữa, xem: gandan decision find",) if more else ()
    head = ("Số quyết định", "Ngày", "Người đến là", "Tình trạng", "Còn lại")
    table = Table(head=head, rows=rows, widths=(3, 2, 4, 4, 3))
    return Section(title="Việc khác của người này", lines=lines, table=table)


def _side(one: DecisionView) -> str:
    """On which side the visitor stands: who is owed is not taken for who owes."""
    return "-" if one.role is None else shown.ROLE_WORDS[one.role]


def _explained(visitor: VisitorFacts, few: int) -> Section:
    told = [one for one in visitor.asked if one.kind is not Kind.COMPLAINT and one.last_answer is not None]
    lines = [
        f"{shown.day(local(one.asked_at).date())} hỏi: «{clipped(_flat(one.text), _SHORT)}» Đã trả lời:"
        f" «{clipped(_flat(one.answer or ''), _LONG)}»"
        for one in told[:few]
    ]
    more = [f"Và {len(told) - few} câu đã trả lời trước đó."] if len(told) > few else []
    return Section(title="Đã giải thích", lines=(*lines, *more) or ("Chưa có câu hỏi nào đã trả lời.",))


def _complaints(visitor: VisitorFacts, few: int) -> Section:
    open_ones = [one for one in visitor.asked if one.kind is Kind.COMPLAINT or one.state is State.WAITING]
    lines = [_waits(one) for one in open_ones[:few]]
    more = [f"Và {shown.count(len(open_ones) - few)} điều khác: gandan question list"] if len(open_ones) > few else []
    return Section(title="Khiếu nại, điều còn chờ trả lời", lines=(*lines, *more) or ("Không có.",))


def _waits(one: Question) -> str:
    kind = "khiếu nại" if one.kind is Kind.COMPLAINT else "hỏi"
    promised = f", hẹn trả lời {shown.day(one.promised_on)}" if one.promised_on and one.state is State.WAITING else ""
    said = clipped(_flat(one.text), _SHORT)
    return f"{shown.day(local(one.asked_at).date())} {kind} ({one.reference}, {QUESTION_STATES[one.state]}{promised}): «{said}»"


def _open_complaint(one: Question) -> bool:
    return one.kind is Kind.COMPLAINT and one.state in (State.WAITING, State.ASKED_BACK)


def _met(visitor: VisitorFacts, few: int) -> Section:
    lines = [
        f"{shown.day(one.on_date)}, {one.place}: {STATES[one.state]}"
        + (f". «{clipped(_flat(one.note), _LONG)}»" if one.note else "")
        for one in visitor.earlier[:few]
    ]
    return Section(title="Những lần tiếp trước", lines=tuple(lines) or ("Sổ chưa ghi lần tiếp nào trước đây.",))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _more(count: int, few: int) -> str:
    return f", và {shown.count(count - few)} lần trước đó" if count > few else ""


def _listed(words: Sequence[str], most: int) -> str:
    shown_words = "; ".join(words[:most]) or "Đương sự khác: không có"
    shown_words = shown_words[:1].upper() + shown_words[1:]
    return shown_words + (f" và {shown.count(len(words) - most)} người khác" if len(words) > most else "")
