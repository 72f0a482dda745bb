"""``gandan visit``: whom does which team of which commune visit, what is on the team's list, and what came of it?"""

from __future__ import annotations

import argparse

from bot.cli import visit_print, visit_shown
from bot.cli.authority import CASE_WORKERS, acting, add_as
from bot.cli.lookup import commune_named, decision_numbered, party_in
from bot.cli.refusal import Refused, refusing
from bot.cli.session import database, read, say_line, write
from bot.cli.typed import amount as typed_amount
from bot.cli.typed import day as typed_day
from bot.cli.typed import whole
from casework import audit
from casework.books import Books
from casework.decisions import DecisionRefused, PartyRole
from casework.mobilisation import VISITS_A_DAY, Member, TeamRefused, add_team, teams_of
from casework.payment_claims import ClaimRefused
from casework.promises import PromiseRefused
from casework.visit_outcomes import Report, record_outcome
from casework.visit_planning import plan_visit
from casework.visits import Outcome, Visit, VisitRefused, Why, cancel_visit, visit, visit_named

_BY_NUMBER = {str(number): outcome for number, outcome in enumerate(Outcome, start=1)}


def outcome(text: str) -> Outcome:
    """An outcome by its number on the team's list, or by its name."""
    found = _BY_NUMBER.get(text.strip()) or next((one for one in Outcome if one.value == text.strip()), None)
    if found is None:
        several = ", ".join(f"{number} ({visit_shown.OUTCOMES[one]})" for number, one in _BY_NUMBER.items())
        raise argparse.ArgumentTypeError(f"Không có kết quả «{text}». Chọn một số: {several}.")
    return found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Plan, list, print, record, cancel; teams."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VIỆC")
    plan = verbs.add_parser("plan", help="lập một lượt vận động theo yêu cầu")
    plan.add_argument("number", metavar="SỐ_QĐ", help="số quyết định, ví dụ 045/QĐ-THADS")
    plan.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")
    plan.add_argument("--name", metavar="TÊN", help="người nào, khi có nhiều người phải thi hành án")
    listed = verbs.add_parser("list", help="các lượt chưa đi (tên được che bớt)")
    printed = verbs.add_parser("print", help="in danh sách cho từng tổ (PDF), chỉ có điều tổ cần biết")
    printed.add_argument("file", metavar="TỆP", help="tệp PDF sẽ ghi")
    for one in (listed, printed):
        one.add_argument("--commune", metavar="XÃ", help="chỉ xã, phường này")
        one.add_argument("--until", type=typed_day, metavar="NGÀY", help="chỉ những lượt phải đi đến ngày này")
    _add_record(verbs.add_parser("record", help="ghi kết quả một lượt"))
    cancel = verbs.add_parser("cancel", help="không cần đi nữa")
    cancel.add_argument("reference", metavar="MÃ_LƯỢT", help="như trên danh sách, ví dụ VD-7K2Q9D")
    team = verbs.add_parser("team", help="thêm hoặc sửa một tổ vận động")
    team.add_argument("commune", metavar="XÃ", help="xã, phường của tổ")
    team.add_argument("team", metavar="TÊN_TỔ", help="ví dụ «Tổ vận động ấp 3»")
    team.add_argument("--a-day", type=whole, default=VISITS_A_DAY, metavar="LƯỢT", help="một ngày đi được mấy lượt")
    team.add_argument(
        "--member", action="append", default=[], metavar="TÊN;VAI_TRÒ;SĐT", help="một thành viên (ghi nhiều lần được)"
    )
    verbs.add_parser("teams", help="các tổ vận động")
    for one in verbs.choices.values():
        add_as(one)


def _add_record(record: argparse.ArgumentParser) -> None:
    record.add_argument("reference", metavar="MÃ_LƯỢT", help="như trên danh sách, ví dụ VD-7K2Q9D")
    record.add_argument("--outcome", required=True, type=outcome, metavar="SỐ", help="số của kết quả trên danh sách")
    record.add_argument("--on", required=True, type=typed_day, metavar="NGÀY", help="ngày đã đi")
    record.add_argument("--note", metavar="CHỮ", help="ghi chú; với kết quả «muốn hỏi»: câu hỏi của người dân")
    record.add_argument("--amount", type=typed_amount, metavar="TIỀN", help="hẹn nộp bao nhiêu")
    record.add_argument("--by", type=typed_day, metavar="NGÀY", help="hẹn nộp trễ nhất ngày nào")
    record.add_argument("--receipt", metavar="SỐ", help="số biên lai, khi nói đã nộp")
    record.add_argument("--paid-on", type=typed_day, metavar="NGÀY", help="ngày nói đã nộp")


def run(arguments: argparse.Namespace) -> int:
    """Do it and show what it led to."""
    deeds = {"plan": _plan, "record": _record, "cancel": _cancel, "team": _team, "print": _print}
    with (
        database() as db,
        refusing(VisitRefused, TeamRefused, PromiseRefused, ClaimRefused, DecisionRefused),
    ):
        if arguments.verb in deeds:
            lines = write(db, deeds[arguments.verb], arguments)
        else:
            lines = read(db, _list if arguments.verb == "list" else _teams, arguments)
    for line in lines:
        say_line(line)
    return 0


def _plan(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    party_id = party_in(books, decision_id, PartyRole.DEBTOR, arguments.name)
    planned = plan_visit(books, decision_id, party_id, Why.ASKED)
    if planned is None:
        raise Refused(
            "Không lập lượt vận động: người này đang có một lượt chưa đi, hoặc đã mất, hoặc đang chấp hành án phạt tù."
            " Hãy xem: gandan visit list"
        )
    audit.record(books, audit.staff(who.id), audit.Action.VISIT_PLANNED, f"decision:{decision_id}")
    made = visit(books, planned)
    return [] if made is None else [visit_shown.line(books, made)]


def _list(books: Books, arguments: argparse.Namespace) -> list[str]:
    commune = commune_named(books, arguments.commune).id if arguments.commune else None
    return visit_shown.listed(books, commune_id=commune, until=arguments.until)


def _print(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    commune = commune_named(books, arguments.commune).id if arguments.commune else None
    said = visit_print.written(books, arguments.file, commune_id=commune, until=arguments.until)
    audit.record(books, audit.staff(who.id), audit.Action.VISITS_PRINTED, "visits")
    return said


def _record(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    there = _named(books, arguments.reference)
    report = Report(
        outcome=arguments.outcome,
        visited_on=arguments.on,
        note=arguments.note,
        amount=arguments.amount,
        pays_on=arguments.by,
        receipt=arguments.receipt,
        paid_on=arguments.paid_on,
    )
    followed = record_outcome(books, there.id, report, entered_by=who.id)
    return [f"Đã ghi {there.reference}: {visit_shown.OUTCOMES[report.outcome]}.", *visit_shown.led_to(books, followed)]


def _cancel(books: Books, arguments: argparse.Namespace) -> list[str]:
    who = acting(books, arguments.login, CASE_WORKERS)
    there = _named(books, arguments.reference)
    if not cancel_visit(books, there.id, staff_id=who.id):
        raise Refused("Lượt này đã đi hoặc đã bỏ. Hãy xem: gandan visit list")
    audit.record(
        books, audit.staff(who.id), audit.Action.VISIT_RECORDED, f"decision:{there.decision_id}", purpose="cancelled"
    )
    return [f"Đã bỏ lượt {there.reference}."]


def _team(books: Books, arguments: argparse.Namespace) -> list[str]:
    acting(books, arguments.login, CASE_WORKERS)
    commune = commune_named(books, arguments.commune)
    members = [_member(text) for text in arguments.member]
    add_team(books, commune.id, arguments.team, visits_a_day=arguments.a_day, members=members)
    return visit_shown.teams(books, teams_of(books, commune.id))


def _teams(books: Books, arguments: argparse.Namespace) -> list[str]:
    return visit_shown.teams(books, teams_of(books))


def _named(books: Books, reference: str) -> Visit:
    there = visit_named(books, reference)
    if there is None:
        raise Refused(f"Không có lượt vận động mã «{reference}». Hãy xem: gandan visit list")
    return there


def _member(text: str) -> Member:
    name, _, rest = text.partition(";")
    role, _, phone = rest.partition(";")
    if not name.strip() or not role.strip():
        raise Refused(f"Thành viên «{text}» chưa đủ. Hãy ghi TÊN;VAI_TRÒ, ví dụ: Trần Văn Ba;trưởng ấp;0900000101")
    return Member(name=name, role=role, phone=phone or None)
