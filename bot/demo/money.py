"""What else happened with money at the demo agency: parts by month, an agreement, a prison's slip, waivers, handing on?

Written through the same rules as the officers' commands, each thing on the day on which it happened.
"""

from __future__ import annotations

from typing import Any

from bot.demo import story
from bot.demo.cast import Cast, then
from casework.agreement_plan import Instalment
from casework.agreements import AgreementFacts, sign_agreement
from casework.books import Books
from casework.due_parts import DuePart, monthly
from casework.exemption_files import decide_exemption, file_exemption
from casework.exemptions import Measure
from casework.payments import Source, record_payment
from casework.payouts import record_payout

CLERK = "tu"
OFFICER = "huong"
STATE = "nha-nuoc"


def parts_of_line(cast: Cast, case: int, line: int) -> tuple[DuePart, ...]:
    """On which days the case's line (from 1) falls due; empty for one that is due as a whole."""
    for told in story.money()["monthly"]:
        if (told["case"], told["line"]) == (case, line):
            return monthly(told["amount"], cast.day(told["first"]).replace(day=told["day"]), told["months"])
    return ()


def receive(books: Books, cast: Cast, case: story.Case, told: dict[str, Any]) -> None:
    """A payment at the counter; what was for a person is handed on some days later, unless that is still ahead."""
    receipt, clerk, payer = told["receipt"], cast.staff[CLERK], told.get("payer")
    recorded = record_payment(
        then(books, cast.today, told["days"]),
        cast.decisions[case.number],
        told["amount"],
        paid_on=cast.day(told["days"]),
        receipt=receipt,
        source=Source.OFFICE,
        payer_id=cast.parties[payer] if payer else None,
        entered_by=clerk,
    )
    handed_on = told["days"] - story.money()["handed_on_after"]
    if case.creditor == STATE or handed_on < 0:
        return
    for line, amount in recorded.shares.items():
        record_payout(
            then(books, cast.today, handed_on),
            cast.decisions[case.number],
            cast.parties[case.creditor],
            amount,
            line_id=line,
            paid_on=cast.day(handed_on),
            document=receipt.replace("BL", "UNC"),
            entered_by=clerk,
        )


def play_money(books: Books, cast: Cast) -> None:
    """Write what ``money.toml`` tells beside parts by month: agreements, what was paid under them, slips, waivers."""
    told = story.money()
    by_number = {case.number: case for case in story.cases()}
    for one in told["agreement"]:
        _agree(books, cast, one)
    for one in told["paid"]:
        receive(books, cast, by_number[one["case"]], one)
    for one in told["slip"]:
        _pay_at_the_prison(books, cast, one)
    for one in told["exemption"]:
        _ask_the_court(books, cast, one)


def _agree(books: Books, cast: Cast, told: dict[str, Any]) -> None:
    facts = AgreementFacts(
        signed_on=cast.day(told["signed"]),
        content=told["content"],
        fee_and_costs=told["costs"],
        interest_stops=True,
        instalments=tuple(Instalment(due_on=cast.day(days), amount=amount) for amount, days in told["instalments"]),
    )
    signed = then(books, cast.today, told["signed"])
    sign_agreement(signed, cast.decisions[told["case"]], facts, entered_by=cast.staff[OFFICER])


def _pay_at_the_prison(books: Books, cast: Cast, told: dict[str, Any]) -> None:
    record_payment(
        then(books, cast.today, told["days"]),
        cast.decisions[told["case"]],
        told["amount"],
        paid_on=None,
        receipt=None,
        source=Source.PRISON,
        slip=told["slip"],
        slip_on=cast.day(told["days"]),
        entered_by=cast.staff[CLERK],
    )


def _ask_the_court(books: Books, cast: Cast, told: dict[str, Any]) -> None:
    line, officer = cast.lines[told["case"]][told["line"] - 1], cast.staff[OFFICER]
    filed = then(books, cast.today, told["filed"])
    file = file_exemption(
        filed, line, Measure(told["measure"]), told["asked"], cast.day(told["filed"]), entered_by=officer
    )
    if "granted" in told:
        decide_exemption(
            then(books, cast.today, told["decided"]),
            file,
            told["granted"],
            decided_on=cast.day(told["decided"]),
            document=told["document"],
            entered_by=officer,
        )
