"""``gandan campaign case-plans``: which cases are difficult, what is done in each, until when, with what result?"""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from bot.cli import shown
from bot.cli.authority import add_as
from bot.cli.campaign_parts import add_deed, add_name, run_part
from bot.cli.lookup import decision_numbered
from bot.cli.refusal import Refused
from bot.cli.session import staff_named
from bot.cli.typed import amount as typed_amount
from bot.cli.typed import day as typed_day
from bot.cli.typed import whole
from casework import staff
from casework.books import Books
from casework.clock import today
from casework.decisions import decision
from messages.vietnamese import dong
from scheduler.plans import case_plans, difficult
from scheduler.plans.campaigns import Campaign
from scheduler.plans.case_plan_kinds import OBSTACLE_WORDS, PLAN_STATE_WORDS, Obstacle, PlanState
from scheduler.plans.case_plans import CasePlan, CasePlanFacts
from scheduler.plans.difficult import Limits

_MOST_PROPOSED = 50
_MOVES = {
    "begin": (PlanState.IN_HAND, "bắt đầu làm"),
    "settle": (PlanState.SETTLED, "đã giải quyết; ghi kết quả"),
    "fail": (PlanState.NOT_SETTLED, "đã làm mà chưa giải quyết được; ghi vì sao"),
    "reopen": (PlanState.IN_HAND, "mở lại một kế hoạch đã đóng"),
    "withdraw": (PlanState.WITHDRAWN, "rút kế hoạch ghi nhầm; ghi vì sao"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """List, propose, write, and what becomes of one."""
    add_as(parser)
    deeds = add_name(parser)
    parser.add_argument("--overdue", action="store_true", help="chỉ những việc đã quá hạn mà chưa giải quyết")
    usual = Limits()
    propose = deeds.add_parser("propose", help="đề xuất việc khó từ số liệu trong sổ, kèm lý do; cán bộ quyết định")
    propose.add_argument("--large", type=typed_amount, default=usual.large, metavar="TIỀN", help="còn từ số này là lớn")
    for name, words in (
        ("creditors", "từ mấy người được thi hành án"),
        ("debtors", "từ mấy người phải thi hành án"),
        ("reviews", "chưa có điều kiện sau mấy lần xác minh lại"),
        ("years", "quyết định đã ra mấy năm"),
    ):
        kept = getattr(usual, name)
        propose.add_argument(f"--{name}", type=whole, default=kept, metavar="SỐ", help=f"{words} (mặc định {kept})")
    written = add_deed(deeds, "write", "lập hoặc sửa kế hoạch của một việc")
    obstacles = ", ".join(f"{one.value} ({words})" for one, words in OBSTACLE_WORDS.items())
    written.add_argument("--officer", metavar="LOGIN", help="người giải quyết; không ghi: chấp hành viên của việc")
    written.add_argument("--obstacle", required=True, choices=list(Obstacle), metavar="KHÓ_KHĂN", help=obstacles)
    written.add_argument("--way", required=True, metavar="CHỮ", help="hướng giải quyết")
    written.add_argument("--due", required=True, type=typed_day, metavar="NGÀY", help="hạn giải quyết")
    moves = []
    for verb, (state, words) in _MOVES.items():
        move = add_deed(deeds, verb, words)
        if state.ended:
            move.add_argument("--result", required=True, metavar="CHỮ", help="kết quả bằng một, hai câu")
        moves.append(move)
    for one in (written, *moves):
        one.add_argument("number", metavar="SỐ_QĐ", help="số quyết định, ví dụ 045/QĐ-THADS")
        one.add_argument("--issued", type=typed_day, metavar="NGÀY", help="ngày quyết định, khi trùng số giữa các năm")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 when done."""
    look = _propose if arguments.deed == "propose" else _listed
    return run_part(arguments, look, {"write": _write} | dict.fromkeys(_MOVES, _move))


def _listed(books: Books, campaign: Campaign, arguments: argparse.Namespace) -> list[str]:
    known = (
        case_plans.overdue(books, campaign.id) if arguments.overdue else case_plans.case_plans_of(books, campaign.id)
    )
    if not known:
        none = "không có việc nào quá hạn" if arguments.overdue else "chưa có kế hoạch cho việc nào"
        return [f"{campaign.plan.name}: {none}. Xem việc khó: gandan campaign case-plans TÊN propose"]
    return [line for one in known for line in _one(books, one, named=arguments.login is not None)]


def _one(books: Books, one: CasePlan, *, named: bool) -> Iterable[str]:
    """The officers' own words are shown to whoever says who is looking."""
    late = ", QUÁ HẠN" if one.overdue(today(books.clock)) else ""
    officer = staff.find(books, one.facts.officer_id)
    yield (
        f"{one.number} ngày {shown.day(one.issued_on)}: {OBSTACLE_WORDS[one.facts.obstacle]}; "
        f"{officer.name if officer else '-'}, hạn {shown.day(one.facts.due_on)}{late}; {PLAN_STATE_WORDS[one.state]}"
    )
    if named:
        yield from (f"    {line}" for line in one.facts.way.splitlines())
        yield from (f"    Kết quả: {line}" for line in (one.result or "").splitlines())


def _propose(books: Books, campaign: Campaign, arguments: argparse.Namespace) -> list[str]:
    names = ("large", "creditors", "debtors", "reviews", "years")
    limits = Limits(**{name: getattr(arguments, name) for name in names})
    found = difficult.propose(books, campaign.id, limits)
    if not found:
        return [f"{campaign.plan.name}: theo số liệu trong sổ, không có việc nào chưa có kế hoạch mà trông khó."]
    lines = [f"{shown.count(len(found))} việc trông khó, chưa có kế hoạch. Đây là đề xuất; cán bộ quyết định."]
    for one in found[:_MOST_PROPOSED]:
        officer = None if one.officer_id is None else staff.find(books, one.officer_id)
        who = officer.name if officer else "chưa giao chấp hành viên"
        lines.append(f"{one.number} ngày {shown.day(one.issued_on)}: {who}, còn {dong(one.left)}")
        lines += [f"    {OBSTACLE_WORDS[reason.obstacle]}: {reason.words}" for reason in one.reasons]
    more = len(found) - _MOST_PROPOSED
    return [*lines, f"Còn {shown.count(more)} việc nữa. Hãy nâng các mức để danh sách ngắn lại."] if more > 0 else lines


def _write(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    officer = _officer(books, decision_id) if arguments.officer is None else staff_named(books, arguments.officer)
    facts = CasePlanFacts(
        officer_id=officer, obstacle=Obstacle(arguments.obstacle), way=arguments.way, due_on=arguments.due
    )
    case_plans.write_case_plan(books, campaign.id, decision_id, facts, staff_id)
    return []


def _officer(books: Books, decision_id: int) -> int:
    known = decision(books, decision_id)
    if known is None or known.facts.officer_id is None:
        raise Refused("Việc này chưa có chấp hành viên phụ trách. Hãy thêm --officer LOGIN.")
    return known.facts.officer_id


def _move(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    state, _ = _MOVES[arguments.deed]
    decision_id = decision_numbered(books, arguments.number, arguments.issued)
    result = getattr(arguments, "result", None)
    case_plans.move_case_plan(books, campaign.id, decision_id, state, staff_id, result=result)
    return []
