"""What did the agency approve, and what did the linter find?"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """Why a text may not be sent; ``texts/lint.toml`` has a sentence and a remedy for each, for the officer."""

    ACCOUNT = "account"
    LINK = "link"
    PHONE = "phone"
    DEAD_RULE = "dead_rule"
    THREAT = "threat"
    SHAMING = "shaming"
    CREDENTIALS = "credentials"
    NUDGE = "nudge"
    FORM = "form"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing found: what kind, and the words or digits as a reader would take them in."""

    fault: Fault
    found: str


@dataclass(frozen=True, kw_only=True)
class ApprovedFacts:
    """The only accounts, web hosts and telephones that a text may name.

    Digits may be written with any spacing; ``+84`` and ``0`` begin the same telephone. Hosts are exact (``www.`` aside):
    approving a host does not approve its subdomains. A chat account is given with its ``@``.
    """

    accounts: frozenset[str] = field(default_factory=frozenset)
    hosts: frozenset[str] = field(default_factory=frozenset)
    phones: frozenset[str] = field(default_factory=frozenset)

    def numbers(self) -> frozenset[str]:
        """Every approved number as bare digits, telephones in all the ways they begin."""
        accounts = {digits_of(account) for account in self.accounts}
        phones = {form for phone in self.phones for form in _beginnings(digits_of(phone))}
        return frozenset(accounts | phones)

    def knows_host(self, host: str) -> bool:
        """Whether ``host`` (lower case) is one of the approved."""
        return host.removeprefix("www.") in {known.lower().removeprefix("www.") for known in self.hosts}


def digits_of(text: str) -> str:
    """The ASCII digits of ``text``, in order."""
    return "".join(mark for mark in text if mark in "0123456789")


def _beginnings(digits: str) -> tuple[str, ...]:
    if digits.startswith("84") and len(digits) > 9:
        digits = "0" + digits[2:]
    return (digits, "84" + digits[1:], "840" + digits[1:]) if digits.startswith("0") else (digits,)
