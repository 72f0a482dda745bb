"""``gandan decision``: where does a decision stand, what happened to it, what must be done next?"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from bot.cli import case_work, decision_shown, shown
from bot.cli.authority import add_as
from bot.cli.decision_words import CIRCUMSTANCE_WORDS, GROUND_WORDS, ORIGIN_WORDS, typed_word
from bot.cli.lookup import agency_of, decision_numbered, office_named
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, staff_named, write
from bot.cli.typed import day as typed_day
from bot.cli.typed import whole
from casework import decisions, obligations, people
from casework.books import Books
from casework.course import annul, record
from casework.course_asked import Happening
from casework.course_duties import duties_in
from casework.course_kinds import GROUNDS, WORDS, Circumstance, Ground, Happened
from casework.decisions import DecisionRefused, Origin
from casework.service import FORMS, Counted, Delivery, ServiceForm, correct_service, serve
from casework.tables.decisions import decision as decision_table
from casework.tables.decisions import decision_party

_TYPED = {typed_word(one): one for one in Happened}
_EVENTS = {
    word: one
    for word, one in _TYPED.items()
    if one not in (Happened.SERVED, Happened.SERVICE_CORRECTED, Happened.ANNULLED)
}
_REASONS = {typed_word(one): one for one in Ground}
_CIRCUMSTANCES = {typed_word(one): one for one in Circumstance}
_FORMS = {typed_word(one): one for one in ServiceForm}
_ORIGINS = {typed_word(one): one for one in Origin}
_MOST_FOUND = 50
_INTEREST = {"stops": True, "runs": False}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Show, event, serve, undo, origin, duties, find."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    _numbered(verbs, "show", "xem một quyết định: tình trạng, đương sự, khoản, hạn, diễn biến")
    _event_arguments(_numbered(verbs, "event", "ghi một sự kiện của quyết định"))
    _service_arguments(_numbered(verbs, "serve", "ghi thông báo hợp lệ quyết định thi hành án, hoặc sửa ngày ghi sai"))
    undo = _numbered(verbs, "undo", "hủy một sự kiện ghi sai; cả hai đều còn trong diễn biến")
    undo.add_argument("--event", required=True, type=whole, metavar="MÃ", help="mã sự kiện, xem: gandan decision show")
    undo.add_argument("--ground", required=True, metavar="LÝ_DO", help="vì sao hủy")
    origin = _numbered(verbs, "origin", "ghi việc theo yêu cầu hay chủ động")
    _add_choice(origin, "origin", {word: ORIGIN_WORDS[one] for word, one in _ORIGINS.items()}, "NGUỒN")
    origin.add_argument("--requested-on", type=typed_day, metavar="NGÀY", help="ngày yêu cầu thi hành án")
    due = verbs.add_parser(
        "duties", help="các hạn cơ quan phải làm; mặc định chỉ hạn đã quá và việc đến lúc làm mà luật không định hạn"
    )
    due.add_argument("--officer", metavar="LOGIN", help="chỉ việc của một chấp hành viên")
    due.add_argument("--office", metavar="TÊN", help="chỉ việc của một phòng")
    due.add_argument("--all", action="store_true", help="cả những hạn chưa đến")
    find = verbs.add_parser("find", help="tìm quyết định theo một phần số, họ tên đầy đủ, số định danh, điện thoại")
    find.add_argument("text", metavar="CHỮ", help="ví dụ 045, hoặc số căn cước")


def _numbered(verbs: Any, name: str, told: str) -> argparse.ArgumentParser:
    """A verb about one decision."""
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=told)
    parser.add_argument("number", metavar="SỐ_QĐ", help="số quyết định, ví dụ 045/QĐ-THADS")
    parser.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")
    add_as(parser)
    return parser


def _event_arguments(parser: argparse.ArgumentParser) -> None:
    _add_choice(parser, "what", {word: WORDS[one] for word, one in _EVENTS.items()}, "SỰ_KIỆN")
    parser.add_argument("--on", required=True, type=typed_day, metavar="NGÀY", help="ngày xảy ra, ví dụ 05/11/2026")
    parser.add_argument("--document", metavar="SỐ", help="số, ngày văn bản")
    parser.add_argument("--ground", metavar="CĂN_CỨ", help="điều luật hoặc lý do")
    words = {word: f"{WORDS[GROUNDS[one].of]}: {GROUND_WORDS[one]}" for word, one in _REASONS.items()}
    _add_choice(parser, "--reason", words, "LOẠI")
    known = {word: CIRCUMSTANCE_WORDS[one] for word, one in _CIRCUMSTANCES.items()}
    _add_choice(parser, "--circumstance", known, "HOÀN_CẢNH", also="; thì xác minh lại mỗi năm một lần, ghi ở từng lần")
    asked = "ngày ra văn bản yêu cầu hoãn của người có thẩm quyền kháng nghị"
    parser.add_argument("--asked-on", type=typed_day, metavar="NGÀY", help=asked)
    parser.add_argument("--until", type=typed_day, metavar="NGÀY", help="hoãn đến hết ngày nào")
    told = "stops: không tính lãi trong thời gian này; runs: vẫn tính; không ghi thì theo căn cứ"
    parser.add_argument("--interest", choices=sorted(_INTEREST), help=told)


def _service_arguments(parser: argparse.ArgumentParser) -> None:
    words = {word: f"{FORMS[one].words}, tính {FORMS[one].day_that_counts}" for word, one in _FORMS.items()}
    _add_choice(parser, "--form", words, "HÌNH_THỨC", required=True)
    parser.add_argument("--on", required=True, type=typed_day, metavar="NGÀY", help="ngày theo hình thức đó")
    parser.add_argument("--second-on", type=typed_day, metavar="NGÀY", help="ngày đăng lần hai trên báo, đài")
    parser.add_argument("--document", metavar="SỐ", help="biên bản, giấy báo phát")
    parser.add_argument("--correct", metavar="LÝ_DO", help="sửa ngày hoặc hình thức đã ghi sai")


def _add_choice(
    parser: argparse.ArgumentParser,
    name: str,
    words: dict[str, str],
    metavar: str,
    *,
    required: bool = False,
    also: str = "",
) -> None:
    told = "; ".join(f"{word} ({said})" for word, said in words.items()) + also
    if name.startswith("--"):
        parser.add_argument(name, required=required, choices=words, metavar=metavar, help=told)
    else:
        parser.add_argument(name, choices=words, metavar=metavar, help=told)


def run(arguments: argparse.Namespace) -> int:
    """Do it; what changes is shown before and after."""
    reading = {"duties": _duties, "find": _find}
    writing = {"event": _event, "serve": _serve, "undo": _undo, "origin": _origin}
    with database() as db, refusing(DecisionRefused):
        if arguments.verb == "show":
            lines = (
                read(db, _show, arguments)
                if arguments.login is None
                else write(db, case_work.noted(_show_names, "decision"), arguments)
            )
        elif arguments.verb in reading:
            lines = read(db, reading[arguments.verb], arguments)
        else:
            lines = write(db, case_work.noted(writing[arguments.verb], "decision"), arguments)
    for line in lines:
        say_line(line)
    return 0


def _show(books: Books, arguments: argparse.Namespace) -> list[str]:
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    masked = "Họ tên và lời ghi được ẩn. Cán bộ làm hồ sơ thêm --as LOGIN để xem đủ."
    return [*decision_shown.in_full(books, decision_id, names=False), "", masked]


def _show_names(books: Books, arguments: argparse.Namespace) -> list[str]:
    return decision_shown.in_full(books, case_work.reading(books, arguments)[1], names=True)


def _event(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    before = decision_shown.state_line(books, decision_id)
    happening = Happening(
        what=_EVENTS[arguments.what],
        on=arguments.on,
        ground=arguments.ground,
        document=arguments.document,
        reason=_REASONS[arguments.reason] if arguments.reason else None,
        circumstance=_CIRCUMSTANCES[arguments.circumstance] if arguments.circumstance else None,
        asked_on=arguments.asked_on,
        until=arguments.until,
        interest_stops=_INTEREST[arguments.interest] if arguments.interest else None,
    )
    record(books, decision_id, happening, entered_by=who.id)
    return _before_and_after(books, decision_id, before)


def _serve(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    before = decision_shown.state_line(books, decision_id)
    delivery = Delivery(
        form=_FORMS[arguments.form], on=arguments.on, second_on=arguments.second_on, document=arguments.document
    )
    if arguments.correct is None:
        counted = serve(books, decision_id, delivery, entered_by=who.id)
    else:
        counted = correct_service(books, decision_id, delivery, ground=arguments.correct, entered_by=who.id)
    return [_counted(counted), *_before_and_after(books, decision_id, before)]


def _counted(counted: Counted) -> str:
    basis = "; ".join(str(one) for one in counted.citations)
    return f"Thông báo hợp lệ ngày {shown.day(counted.day)} ({basis})"


def _undo(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    before = decision_shown.state_line(books, decision_id)
    annul(books, decision_id, arguments.event, ground=arguments.ground, entered_by=who.id)
    return _before_and_after(books, decision_id, before)


def _origin(books: Books, arguments: argparse.Namespace) -> list[str]:
    who, decision_id = case_work.changing(books, arguments)
    known = decisions.decision(books, decision_id)
    if known is None:
        raise Refused("Quyết định này vừa không còn trong sổ. Hãy tìm lại.")
    origin = _ORIGINS[arguments.origin]
    asked = arguments.requested_on or (known.facts.requested_on if origin is Origin.ON_REQUEST else None)
    decisions.update_decision(
        books, decision_id, replace(known.facts, origin=origin, requested_on=asked), entered_by=who.id
    )
    return decision_shown.in_full(books, decision_id, names=False)[:6]


def _before_and_after(books: Books, decision_id: int, before: str) -> list[str]:
    return [f"Trước: {before}", f"Sau:   {decision_shown.state_line(books, decision_id)}"]


def _duties(books: Books, arguments: argparse.Namespace) -> list[str]:
    found = duties_in(
        books,
        agency_of(books).id,
        officer_id=staff_named(books, arguments.officer) if arguments.officer else None,
        office_id=office_named(books, arguments.office).id if arguments.office else None,
        overdue_only=not arguments.all,
    )
    lines = decision_shown.duty_lines(found)
    nothing = "Không có hạn nào." if arguments.all else "Không có hạn nào đã quá. Xem cả hạn sắp đến: thêm --all"
    return lines or [nothing]


def _find(books: Books, arguments: argparse.Namespace) -> list[str]:
    ids = _found(books, arguments.text)
    views = [obligations.of_decision(books, one) for one in ids[:_MOST_FOUND]]
    lines = shown.table(decision_shown.found_line(view) for view in views if view is not None)
    if not lines:
        raise Refused("Không tìm thấy quyết định nào. Hãy ghi một phần số quyết định, hoặc họ tên đầy đủ.")
    more = len(ids) - _MOST_FOUND
    return [*lines, f"Còn {more} quyết định nữa. Hãy ghi rõ hơn."] if more > 0 else lines


def _found(books: Books, text: str) -> list[int]:
    """Decisions whose number contains the text, or whose parties are found by it, newest first."""
    wanted = text.strip()
    if not wanted:
        return []
    parties = {*people.find_by_name(books, wanted), *people.find_by_phone(books, wanted)}
    parties |= {known for known in (people.find_by_identity(books, wanted),) if known is not None}
    takes_part = select(decision_party.c.decision_id).where(decision_party.c.party_id.in_(parties))
    numbered = decision_table.c.number.contains(wanted.replace(" ", ""), autoescape=True)
    asked = (
        select(decision_table.c.id)
        .where(decision_table.c.agency_id == agency_of(books).id, numbered | decision_table.c.id.in_(takes_part))
        .order_by(decision_table.c.issued_on.desc(), decision_table.c.id)
    )
    return list(books.conn.execute(asked).scalars())
