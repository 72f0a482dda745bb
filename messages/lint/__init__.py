"""May this text leave the house?

The last look at everything said to a citizen, templates and officers' own words alike. It refuses whatever could lead
money, calls or clicks to a stranger, rules of law that are dead, threats, shaming, and requests for secrets. It does not
judge whether a text is good; it stops the few things that must never be sent.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from messages.library import Lang, say
from messages.lint.facts import ApprovedFacts, Fault, Problem
from messages.lint.links import foreign_links
from messages.lint.nudges import nudge_problems
from messages.lint.numbers import foreign_numbers
from messages.lint.reading import as_read
from messages.lint.words import wording_problems
from messages.texts_file import LONGEST_TEXT, Kind

__all__ = ["ApprovedFacts", "Fault", "Problem", "problems", "reason"]

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def problems(
    text: str, *, approved: ApprovedFacts, kind: Kind = Kind.TEXT, names: Collection[str] = ()
) -> list[Problem]:
    """Everything that forbids sending ``text``; an empty list lets it go.

    ``approved`` holds the agency's own accounts, hosts and telephones: every other one is refused, however it is
    spelled. A text of kind ``NUDGE`` must also be fit for a locked screen; ``names`` are the recipient's names, which
    it may not contain.
    """
    if len(text) > LONGEST_TEXT:
        return _form(text)  # refused already; no stranger's text keeps the reader busy
    read = as_read(text)
    found = [*_form(text), *foreign_links(read, approved), *foreign_numbers(read, approved), *wording_problems(read)]
    if kind is Kind.NUDGE:
        found += nudge_problems(read, names)
    return list(dict.fromkeys(found))


def reason(problem: Problem, lang: Lang = Lang.VI) -> str:
    """What is wrong and what to do, in a sentence for the officer who wrote the text."""
    return say(lang, f"lint.{problem.fault.value}", found=problem.found)


def _form(text: str) -> list[Problem]:
    found = []
    if not unicodedata.is_normalized("NFC", text):
        found.append(Problem(fault=Fault.FORM, found="NFD"))
    if unseen := {mark for mark in text if unicodedata.category(mark) in _UNSEEN and mark != "\n"}:
        found.append(Problem(fault=Fault.FORM, found=" ".join(sorted(f"U+{ord(mark):04X}" for mark in unseen))))
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_TEXT:
        found.append(Problem(fault=Fault.FORM, found=f"> {LONGEST_TEXT}"))
    return found
