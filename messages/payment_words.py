"""Which words tell somebody how to pay: into which account, which sum, with which purpose, and where else?

Each fact stands on a line of its own, to be copied or read out. Nothing here knows an account that was not handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casework.accounts import Account
from casework.agency import Agency
from casework.decision_states import LIVE
from casework.decisions import Status
from casework.obligations import DecisionView
from messages.decision_words import can_be_paid
from messages.library import Lang, say
from messages.transfer_words import transfer_words
from messages.vietnamese import dong


def why_not(view: DecisionView) -> str | None:
    """The key of the sentence that says why this party pays nothing here; None where it can pay."""
    if can_be_paid(view):
        return None
    if view.status is Status.ENTRUSTED:
        return "pay.entrusted"
    if view.status not in LIVE:
        return "pay.closed"
    if view.left > 0:
        return "pay.not_payer"
    return "pay.settled" if view.paid else "pay.nothing_left"


def transfer(
    view: DecisionView,
    amount: int,
    accounts: Sequence[Account],
    *,
    plan: Sequence[str] = (),
    in_prison: bool,
    lang: Lang,
) -> list[str]:
    """How to pay ``amount`` đồng under the decision: by transfer where there is an account, at the office always.

    ``plan``: what is due next and why, where ``amount`` is that. Where this party has nothing to pay there, only why.
    """
    if (reason := why_not(view)) is not None:
        return [say(lang, reason, number=view.number)]
    left = dong(view.left, lang)
    head = [say(lang, "pay.head", number=view.number, left=left), *plan]
    if amount != view.left:
        key = "pay.due" if plan else "pay.part"
        head.append(say(lang, key, amount=dong(amount, lang), rest=dong(view.left - amount, lang)))
    office = say(lang, "pay.at_office", name=view.office_name, address=view.office_address, phone=view.office_phone)
    prison = [say(lang, "pay.at_prison")] if in_prison else []
    if not accounts:
        return [*head, "", say(lang, "pay.no_account", phone=view.office_phone), "", office, *prison]
    words = transfer_words(view.number, view.issued_on)
    facts = say(lang, "pay.transfer", amount=dong(amount, lang), words=words)
    return [
        *head, "", *_accounts(accounts, lang), facts, "", say(lang, "pay.compare", phone=view.office_phone), "",
        say(lang, "pay.warning"), "", office, *prison, say(lang, "pay.afterwards"),
    ]  # fmt: skip


def ways(agency: Agency, accounts: Sequence[Account], lang: Lang) -> list[str]:
    """How and where anybody pays; for those who are not linked too."""
    office = say(lang, "pay.at_agency", address=agency.address, hours=agency.office_hours, phone=agency.phone)
    if not accounts:
        by_transfer = [say(lang, "pay.no_account", phone=agency.phone)]
    else:
        by_transfer = [say(lang, "pay.by_transfer"), *_accounts(accounts, lang), say(lang, "pay.words_by_hand")]
    return [
        say(lang, "pay.ways"), "", *by_transfer, "", office, say(lang, "pay.at_prison"), "", say(lang, "pay.warning"),
        say(lang, "pay.afterwards"),
    ]  # fmt: skip


def _accounts(accounts: Iterable[Account], lang: Lang) -> list[str]:
    return [say(lang, "pay.account", bank=one.bank_name, account=one.number, holder=one.holder) for one in accounts]
