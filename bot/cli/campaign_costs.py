"""``gandan campaign cost`` and ``targets``: what does the campaign cost, and what is it to reach?"""

from __future__ import annotations

import argparse

from bot.cli import shown
from bot.cli.campaign_parts import add_deed, add_name, run_part
from bot.cli.refusal import Refused
from bot.cli.typed import amount as typed_amount
from bot.cli.typed import whole
from casework.books import Books
from messages.vietnamese import dong
from scheduler.plans import costs
from scheduler.plans.campaigns import Campaign
from scheduler.plans.cost_words import cost_rows, line_words, not_counted
from scheduler.plans.plan_editing import set_targets
from scheduler.plans.reports import report


def add_cost(parser: argparse.ArgumentParser) -> None:
    """Show, price."""
    deeds = add_name(parser)
    price = add_deed(deeds, "price", "ghi hoặc bỏ đơn giá")
    price.add_argument(
        "rate", nargs="+", type=_rate, metavar="LOẠI=TIỀN",
        help="loại: message:KÊNH (ví dụ message:telegram), letter, km, person_day; không ghi tiền thì bỏ đơn giá",
    )  # fmt: skip


def run_cost(arguments: argparse.Namespace) -> int:
    """Do it; 0 when done."""
    return run_part(arguments, _cost, {"price": _price})


def add_targets(parser: argparse.ArgumentParser) -> None:
    """Show, set."""
    deeds = add_name(parser)
    put = add_deed(deeds, "set", "giao chỉ tiêu của đợt; chỉ tiêu nào không ghi thì bỏ")
    put.add_argument("--cases", type=whole, metavar="SỐ", help="số việc phải xong")
    put.add_argument("--money", type=typed_amount, metavar="TIỀN", help="số tiền phải thu")


def run_targets(arguments: argparse.Namespace) -> int:
    """Do it; 0 when done."""
    return run_part(arguments, _targets, {"set": _set})


def _rate(text: str) -> tuple[str, int | None]:
    key, equals, sum_ = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"«{text}» không đọc được. Hãy ghi như km=3.500 hoặc message:telegram=0.")
    if not sum_.strip():
        return key.strip(), None
    return key.strip(), 0 if sum_.strip() == "0" else typed_amount(sum_)


def _cost(books: Books, campaign: Campaign, _arguments: argparse.Namespace) -> list[str]:
    found = costs.costs(books, campaign.id)
    head = ("KHOẢN", "DỰ KIẾN", "THỰC TẾ", "ĐƠN GIÁ", "TIỀN DỰ KIẾN", "TIỀN THỰC TẾ")
    told = [f"Chưa có đơn giá, chưa tính vào tổng: {line_words(line)} ({line.key})." for line in found.unpriced]
    if told:
        told.append("Ghi đơn giá: gandan campaign cost TÊN price LOẠI=TIỀN --as LOGIN")
    if (left_out := not_counted(campaign)) is not None:
        told.append(left_out)
    return [f"{campaign.plan.name}:", *shown.table([head, *cost_rows(found)]), *told]


def _price(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    for key, sum_ in arguments.rate:
        costs.set_rate(books, campaign.id, key, sum_, staff_id)
    return []


def _targets(books: Books, campaign: Campaign, _arguments: argparse.Namespace) -> list[str]:
    plan, found = campaign.plan, report(books, campaign.id)
    if plan.target_cases is None and plan.target_money is None:
        return [
            f"{plan.name}: chưa giao chỉ tiêu. Giao: gandan campaign targets TÊN set --cases SỐ --money TIỀN --as LOGIN"
        ]
    lines = [f"{plan.name}, từ khi chạy:"]
    if plan.target_cases is not None:
        lines.append(f"  việc nộp đủ: {shown.count(found.cases_settled)} / chỉ tiêu {shown.count(plan.target_cases)}")
    if plan.target_money is not None:
        lines.append(f"  tiền đã nộp: {dong(found.paid_since)} / chỉ tiêu {dong(plan.target_money)}")
    return lines


def _set(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    if arguments.cases is None and arguments.money is None and campaign.plan.target_cases is None:
        raise Refused("Chưa ghi chỉ tiêu nào. Hãy thêm --cases SỐ hoặc --money TIỀN.")
    set_targets(books, campaign.id, arguments.cases, arguments.money, staff_id)
    return []
