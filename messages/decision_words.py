"""What is said about one decision to one of its parties?

Line by line and as the books stand now: what must be done, what it comes to, how far it has come, and what the reader can do.
Sums are those of the lines shown. A person with related rights learns how far the matter has come, but no sums.
"""

from __future__ import annotations

from collections.abc import Iterable

from casework.books import Books
from casework.clock import local, today
from casework.deadlines import voluntary_period_end
from casework.decisions import PartyRole, Status
from casework.obligations import NOT_MONEY, DecisionView, LineView, NamedParty
from casework.people import Party, PartyKind
from messages import interest_words
from messages.contents import deadline_sentence, officer_words, rights_sentence
from messages.folding import fold
from messages.library import Lang, say
from messages.vietnamese import day, dong, hour, masked_name, short_day

PAYABLE = frozenset({Status.ENFORCING, Status.NO_MEANS, Status.DEFERRED, Status.SUSPENDED})
_PAUSED = frozenset({Status.DEFERRED, Status.SUSPENDED})
_MOST_NAMES = 5  # of others named in one line


def shown_name(party: Party) -> str:
    """How the reader is named in their own chat: a person masked, for the telephone may lie open; others in full."""
    return masked_name(party.name) if party.kind is PartyKind.PERSON else party.name


def sees_sums(view: DecisionView) -> bool:
    """Whether this party is told sums: all but those with merely related rights and duties."""
    return view.role is not PartyRole.RELATED


def has_money(view: DecisionView) -> bool:
    """Whether the decision asks for money at all."""
    return any(line.kind not in NOT_MONEY for line in view.lines)


def can_be_paid(view: DecisionView) -> bool:
    """Whether this party can pay something under the decision now."""
    payer = view.role in (PartyRole.DEBTOR, PartyRole.REPRESENTATIVE)
    return payer and view.status in PAYABLE and view.left > 0


def list_line(view: DecisionView, number: int, lang: Lang) -> str:
    """One line in the list of the party's decisions."""
    return say(
        lang,
        "obligations.item",
        place=number,
        number=view.number,
        issued=short_day(view.issued_on, lang),
        role=_role(view, lang),
        left=_left_in_short(view, lang),
        status=say(lang, f"obligations.status_{view.status.value}"),
    )


def decision_lines(books: Books, view: DecisionView, reader: Party, lang: Lang) -> list[str]:
    """All that is said about the decision, line by line (an empty line parts the paragraphs)."""
    paragraphs = [
        _head(view, reader, lang),
        _asked(view, lang) if sees_sums(view) else [say(lang, "obligations.no_sums")],
        _sums(view, lang) if sees_sums(view) and has_money(view) else [],
        interest_words.in_short(books, view, lang) if sees_sums(view) else [],
        _next(books, view, lang),
        _who(view, lang),
        [_as_of(books, lang)],
    ]
    return [line for paragraph in paragraphs if paragraph for line in ("", *paragraph)][1:]


def _head(view: DecisionView, reader: Party, lang: Lang) -> list[str]:
    lines = [
        say(lang, "obligations.head", number=view.number, issued=short_day(view.issued_on, lang)),
        _judgment(view, lang),
        say(lang, "obligations.reader", name=shown_name(reader), role=_role(view, lang)),
    ]
    for role in (PartyRole.CREDITOR, PartyRole.DEBTOR):
        beside = "other_" if view.role is role else ""
        lines += _named(view.others, role, f"obligations.{beside}{role.value}s", lang)
    status = say(lang, f"obligations.status_{view.status.value}")
    return [*lines, say(lang, "obligations.state", status=status)]


def _judgment(view: DecisionView, lang: Lang) -> str:
    said = say(lang, "obligations.judgment", number=view.judgment_number)
    if view.judgment_court:
        said = say(lang, "obligations.judgment_of", judgment=said, court=view.judgment_court)
    if view.judgment_dated is not None:
        said = say(lang, "obligations.judgment_on", judgment=said, dated=short_day(view.judgment_dated, lang))
    return said + "."


def _named(others: Iterable[NamedParty], role: PartyRole, key: str, lang: Lang) -> list[str]:
    names = [person.name for person in others if person.role is role]
    if not names:
        return []
    said = "; ".join(names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        said = say(lang, "obligations.and_others", names=said, count=len(names) - _MOST_NAMES)
    return [say(lang, key, names=said)]


def _asked(view: DecisionView, lang: Lang) -> list[str]:
    lines = [_line(line, number, lang) for number, line in enumerate(view.lines, start=1)]
    return [say(lang, "obligations.asked"), *lines] if lines else [say(lang, "obligations.no_lines")]


def _line(line: LineView, number: int, lang: Lang) -> str:
    what = _what(line, lang)
    if line.kind in NOT_MONEY:
        return say(lang, "obligations.line_act", place=number, what=what)
    amount = dong(line.amount, lang)
    if line.left == 0:
        return say(lang, "obligations.line_settled", place=number, what=what, amount=amount)
    if line.paid == 0:
        return say(lang, "obligations.line_open", place=number, what=what, amount=amount)
    return say(
        lang, "obligations.line_partly", place=number, what=what, amount=amount,
        paid=dong(line.paid, lang), left=dong(line.left, lang),
    )  # fmt: skip


def _what(line: LineView, lang: Lang) -> str:
    """The decision's own words, after the kind of duty where they do not name it themselves."""
    words = line.content.rstrip(" .;,")
    kind = say(lang, f"obligations.kind_{line.kind.value}")
    said_already = fold(words).startswith(fold(say(Lang.VI, f"obligations.kind_{line.kind.value}")))
    return words if said_already and lang is Lang.VI else say(lang, "obligations.what", kind=kind, words=words)


def _sums(view: DecisionView, lang: Lang) -> list[str]:
    received = view.role is PartyRole.CREDITOR
    total, paid, left = (dong(amount, lang) for amount in (view.total, view.paid, view.left))
    key = "obligations.sums_received" if received else "obligations.sums"
    return say(lang, key, total=total, paid=paid, left=left).split("\n")


def _left_in_short(view: DecisionView, lang: Lang) -> str:
    if not sees_sums(view) or not has_money(view):
        return say(lang, "obligations.left_not_money")
    if view.left == 0:
        return say(lang, "obligations.left_nothing")
    return say(lang, "obligations.left", amount=dong(view.left, lang))


def _next(books: Books, view: DecisionView, lang: Lang) -> list[str]:
    if view.role is PartyRole.CREDITOR:
        return _next_of_creditor(books, view, lang)
    if view.role is not PartyRole.DEBTOR:
        return [say(lang, "obligations.next_representative" if can_be_paid(view) else "obligations.next_other")]
    if view.status in _PAUSED:
        return [say(lang, "obligations.next_paused_debtor")]
    if view.status is not Status.ENFORCING:
        return [say(lang, f"obligations.next_{view.status.value}_debtor")]
    if view.left > 0:
        return [deadline_sentence(books, view, lang), _ways_out(view, lang)]
    if any(line.kind in NOT_MONEY for line in view.lines):
        return [deadline_sentence(books, view, lang), say(lang, "obligations.next_act_debtor")]
    return [say(lang, "obligations.next_paid_debtor")] if has_money(view) else []


def _ways_out(view: DecisionView, lang: Lang) -> str:
    return say(lang, "obligations.next_enforcing_debtor", rights=rights_sentence(view, lang))


def _next_of_creditor(books: Books, view: DecisionView, lang: Lang) -> list[str]:
    payout = [say(lang, "obligations.payout")] if view.paid > 0 else []
    if view.status in _PAUSED:
        return [say(lang, "obligations.next_paused_creditor"), *payout]
    if view.status is not Status.ENFORCING:
        return [say(lang, f"obligations.next_{view.status.value}_creditor"), *payout]
    if view.left == 0 and has_money(view):
        return [say(lang, "obligations.next_paid_creditor"), *payout]
    return [_stage(books, view, lang), say(lang, "obligations.next_enforcing_creditor"), *payout]


def _stage(books: Books, view: DecisionView, lang: Lang) -> str:
    """Where the matter is, for whom it is enforced (L25 Đ.36.1: ten days; Đ.37.1: verification within nine)."""
    if view.served_on is None:
        return say(lang, "obligations.stage_unserved")
    end = voluntary_period_end(books, view.served_on)
    key = "obligations.stage_after" if end.last_day < today(books.clock) else _ahead(unconfirmed=end.unconfirmed_year)
    return say(lang, key, day=day(end.last_day, lang))


def _ahead(*, unconfirmed: bool) -> str:
    return "obligations.stage_forecast" if unconfirmed else "obligations.stage_voluntary"


def _who(view: DecisionView, lang: Lang) -> list[str]:
    office = say(
        lang, "obligations.office", name=view.office_name, address=view.office_address, phone=view.office_phone
    )
    if view.officer_name is None:
        return [office]
    return [say(lang, "obligations.officer", officer=officer_words(view, lang)), office]


def _as_of(books: Books, lang: Lang) -> str:
    now = books.clock.now()
    return say(lang, "obligations.as_of", hour=hour(now, lang), day=short_day(local(now).date(), lang))


def _role(view: DecisionView, lang: Lang) -> str:
    role = view.role or PartyRole.RELATED
    return say(lang, f"obligations.role_{role.value}")
