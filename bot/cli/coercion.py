"""``gandan coercion``: which coercion was decided, for which day is it planned, was it carried out or made needless?"""

from __future__ import annotations

import argparse

from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import decision_numbered
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.shown import day, table
from bot.cli.typed import day as typed_day
from casework import coercion, coercion_queries
from casework.books import Books
from casework.coercion import CoercionFacts, CoercionRefused, Planned
from casework.coercion_queries import Coercion, Measure
from casework.coercion_words import bars_in_words
from casework.decisions import decision
from casework.tidy import tidy

MEASURE_WORDS = {
    Measure.MONEY: "khấu trừ tiền, thu tiền, xử lý giấy tờ có giá",
    Measure.INCOME: "trừ vào thu nhập",
    Measure.USE_OF_ASSETS: "khai thác tài sản",
    Measure.SEIZURE: "kê biên, xử lý tài sản",
    Measure.HANDOVER: "giao tài sản, vật, giấy tờ",
    Measure.ACT: "buộc làm hoặc không được làm công việc",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Decide, plan, done, avoided, reopen, list."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    decide = verbs.add_parser("decide", help="ghi một quyết định cưỡng chế")
    measures = ", ".join(f"{measure.value} ({words})" for measure, words in MEASURE_WORDS.items())
    choices = [measure.value for measure in Measure]
    decide.add_argument("--measure", required=True, choices=choices, metavar="BIỆN_PHÁP", help=measures)
    decide.add_argument("--forces", action="store_true", help="có huy động lực lượng")
    only_if = "căn cứ tẩu tán, hủy hoại tài sản, khi cưỡng chế trước khi hết thời hạn tự nguyện"
    decide.add_argument("--dissipation", metavar="CĂN_CỨ", help=only_if)
    interim = (
        "số quyết định áp dụng biện pháp khẩn cấp tạm thời được thi hành: không có thời hạn tự nguyện (khoản 1 Điều 36)"
    )
    decide.add_argument("--interim-order", metavar="SỐ", help=interim)
    plan = verbs.add_parser("plan", help="định ngày cưỡng chế; ngày luật không cho thì bị từ chối")
    plan.add_argument(
        "--real-estate", action="store_true", help="kê biên bất động sản, phải báo trước 03 ngày làm việc"
    )
    at_once = (
        "cần cưỡng chế ngay, không chờ đủ ngày báo trước; kê biên bất động sản thì chỉ khi phải ngăn tẩu tán, hủy hoại"
    )
    plan.add_argument("--at-once", action="store_true", help=at_once)
    traditional = "ngày truyền thống của đối tượng chính sách; ghi nhiều lần được"
    plan.add_argument(
        "--traditional-day", action="append", default=[], type=typed_day, metavar="NGÀY", help=traditional
    )
    done = verbs.add_parser("done", help="ghi đã cưỡng chế")
    avoided = verbs.add_parser("avoided", help="ghi đã tự nguyện thi hành, không phải cưỡng chế nữa")
    reopen = verbs.add_parser("reopen", help="mở lại một việc đã ghi nhầm kết quả")
    reopen.add_argument("--ground", required=True, metavar="LÝ_DO", help="vì sao mở lại")
    for one in (decide, plan, done, avoided):
        one.add_argument("--on", required=True, type=typed_day, metavar="NGÀY", help="ví dụ 05/12/2026")
    for one in (decide, plan, done, avoided, reopen):
        one.add_argument("number", metavar="SỐ_QĐ", help="số quyết định thi hành án, ví dụ 045/QĐ-THADS")
        one.add_argument("--document", required=True, metavar="SỐ", help="số quyết định cưỡng chế")
        add_as(one)
    listed = verbs.add_parser("list", help="các việc cưỡng chế của một quyết định, hoặc mọi việc còn chờ")
    listed.add_argument("number", nargs="?", metavar="SỐ_QĐ", help="không ghi thì xem mọi việc còn chờ")
    for one in (decide, plan, done, avoided, reopen, listed):
        one.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")


def run(arguments: argparse.Namespace) -> int:
    """Do it and show the coercion as it stands."""
    rules = {"decide": _decide, "plan": _plan, "done": _done, "avoided": _avoided, "reopen": _reopen}
    with database() as db, refusing(CoercionRefused):
        if arguments.verb == "list":
            lines = read(db, _listed, arguments)
        else:
            lines = write(db, rules[arguments.verb], arguments)
    for line in lines:
        say_line(line)
    return 0


def _decide(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    facts = CoercionFacts(
        decision_id=decision_numbered(books, arguments.number, arguments.issued),
        measure=Measure(arguments.measure),
        decided_on=arguments.on,
        document=arguments.document,
        with_forces=arguments.forces,
        dissipation=arguments.dissipation,
        interim_order=arguments.interim_order,
    )
    coercion.decide(books, facts, entered_by=who.id)
    return _of(books, facts.decision_id)


def _plan(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    known = _named(books, arguments)
    planned = coercion.plan(
        books,
        known.id,
        arguments.on,
        entered_by=who.id,
        traditional_days=arguments.traditional_day,
        real_estate=arguments.real_estate,
        at_once=arguments.at_once,
    )
    return [*_of(books, known.decision_id), *_to_announce(planned, at_once=arguments.at_once)]


def _to_announce(planned: Planned, *, at_once: bool) -> list[str]:
    lines = []
    if not at_once:
        lines.append(f"Báo dự trù chi phí cho đương sự chậm nhất ngày {day(planned.estimate_by)} (khoản 7 Điều 72).")
        if planned.seizure_notice_by is not None:
            notice = day(planned.seizure_notice_by)
            lines.append(f"Thông báo kê biên bất động sản chậm nhất ngày {notice} (điểm a khoản 2 Điều 80).")
    if planned.verdict.unconfirmed_year:
        lines.append("Lịch làm việc của năm chưa được xác nhận; hãy xem lại ngày này sau khi có lịch nghỉ chính thức.")
    return lines


def _done(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    known = _named(books, arguments)
    verdict = coercion.carry_out(books, known.id, arguments.on, entered_by=who.id)
    told = [] if verdict.allowed else [f"Lưu ý: {bars_in_words(arguments.on, verdict)} Hãy xem lại ngày đã ghi."]
    return [*_of(books, known.decision_id), *told]


def _avoided(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    known = _named(books, arguments)
    coercion.avoid(books, known.id, arguments.on, entered_by=who.id)
    return _of(books, known.decision_id)


def _reopen(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    known = _named(books, arguments)
    coercion.reopen(books, known.id, ground=arguments.ground, entered_by=who.id)
    return _of(books, known.decision_id)


def _named(books: Books, arguments: argparse.Namespace) -> Coercion:
    """The coercion with this document number under this decision."""
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    wanted = tidy(arguments.document)
    for one in coercion_queries.of_decision(books, decision_id):
        if one.document == wanted:
            return one
    raise Refused(f"Không có quyết định cưỡng chế {wanted}. Hãy xem: gandan coercion list SỐ_QĐ")


def _listed(books: Books, arguments: argparse.Namespace) -> list[str]:
    if arguments.number is not None:
        return _of(books, decision_numbered(books, arguments.number, arguments.issued))
    rows = [(_number(books, one.decision_id), *_row(one)) for one in coercion_queries.open_ones(books)]
    return table(rows) or ["Không có việc cưỡng chế nào còn chờ."]


def _of(books: Books, decision_id: int) -> list[str]:
    rows = [_row(one) for one in coercion_queries.of_decision(books, decision_id)]
    head = f"Quyết định {_number(books, decision_id)}:"
    return [head, *(table(rows) or ["chưa có quyết định cưỡng chế nào."])]


def _number(books: Books, decision_id: int) -> str:
    known = decision(books, decision_id)
    return "" if known is None else f"{known.facts.number} ngày {day(known.facts.issued_on)}"


def _row(one: Coercion) -> tuple[str, str, str, str]:
    forces = ", có huy động lực lượng" if one.with_forces else ""
    return (one.document, day(one.decided_on), _state(one), MEASURE_WORDS[one.measure] + forces)


def _state(one: Coercion) -> str:
    if one.carried_out_on is not None:
        return f"đã cưỡng chế {day(one.carried_out_on)}"
    if one.avoided_on is not None:
        return f"đã tự nguyện {day(one.avoided_on)}"
    return f"định ngày {day(one.planned_on)}" if one.planned_on is not None else "chưa định ngày"
