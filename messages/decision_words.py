"""What is said about one decision to one of its parties?

Line by line and as the books stand now: what must be done, what it comes to, how far it has come, and what the reader can do.
Sums are those of the lines shown. A person with related rights learns how far the matter has come, but no sums.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casework.books import Books
from casework.clock import local, today
from casework.course_state import standing
from casework.deadlines import voluntary_period_end
from casework.decision_states import LIVE, RESTING
from casework.decisions import PartyRole, Status
from casework.obligations import NOT_MONEY, DecisionView, NamedParty
from casework.people import Party, PartyKind
from messages import interest_words, line_words, payout_words, plan_words
from messages.contents import deadline_sentence, officer_words, rights_sentence
from messages.due_plan import Plan, plan_of
from messages.follow_up_words import said_so_far
from messages.library import Lang, say
from messages.vietnamese import day, dong, hour, masked_name, short_day

_MOST_NAMES = 5  # of others named in one line
_PAYERS = (PartyRole.DEBTOR, PartyRole.REPRESENTATIVE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A decision with what is told beside its lines, read once for the words and for the buttons under them."""

    view: DecisionView
    plan: Plan | None
    interest: interest_words.Told | None


def told_of(books: Books, view: DecisionView) -> Told:
    """What the reader of ``view`` may be told of it; neither plan nor interest for whoever sees no sums."""
    if not sees_sums(view):
        return Told(view=view, plan=None, interest=None)
    return Told(view=view, plan=plan_of(books, view), interest=interest_words.look(books, view))


def shown_name(party: Party) -> str:
    """How the reader is named in their own chat: a person masked, for the telephone may lie open; others in full."""
    return masked_name(party.name) if party.kind is PartyKind.PERSON else party.name


def sees_sums(view: DecisionView) -> bool:
    """Whether this party is told sums: all but those with merely related rights and duties."""
    return view.role is not PartyRole.RELATED


def has_money(view: DecisionView) -> bool:
    """Whether the decision asks for money at all."""
    return any(line.kind not in NOT_MONEY for line in view.lines)


def has_refund(view: DecisionView) -> bool:
    """Whether the agency itself gives money back under it."""
    return any(line.kind not in NOT_MONEY for line in view.refunds)


def can_be_paid(view: DecisionView) -> bool:
    """Whether this party can pay something under the decision now."""
    return view.role in _PAYERS and view.status in LIVE and view.left > 0


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


def decision_lines(books: Books, told: Told, reader: Party, lang: Lang) -> list[str]:
    """All that is said about the decision, line by line (an empty line parts the paragraphs).

    What people come for stands on the first screen of a small phone: the sums, the day, what to do. Then how the sums come
    about, then the judgment and who else takes part.
    """
    view = told.view
    told_sums = sees_sums(view)
    paragraphs = [
        _head(view, reader, lang),
        _sums(view, lang) if told_sums else [say(lang, "obligations.no_sums")],
        _next(books, told, lang),
        said_so_far(books, view, reader.id, lang) if can_be_paid(view) else [],
        *(_money(books, told, lang) if told_sums else []),
        _around(view, lang),
        _who(view, lang),
        [_as_of(books, lang)],
    ]
    return [line for paragraph in paragraphs if paragraph for line in ("", *paragraph)][1:]


def _sums(view: DecisionView, lang: Lang) -> list[str]:
    """What the lines come to together, and what came over."""
    return [*(line_words.sums(view, lang) if has_money(view) else []), *line_words.surplus(view, lang)]


def _money(books: Books, told: Told, lang: Lang) -> list[list[str]]:
    """The lines, what was handed on, late interest, and what the agency gives back."""
    view, by_day = told.view, _parts_by(books, told)
    handed_on = payout_words.handed_on(books, view, lang) if view.role is PartyRole.CREDITOR else []
    return [
        line_words.asked(view, by_day, lang),
        handed_on,
        interest_words.in_short(told.interest, lang),
        line_words.refunds(view, lang),
    ]


def _parts_by(books: Books, told: Told) -> date | None:
    """Up to which day parts are told beside each line: today; not where an agreement goes before them or one line is all."""
    plan = told.plan
    if plan is None or plan.signed_on is not None or len(told.view.lines) == 1:
        return None
    return today(books.clock)


def _head(view: DecisionView, reader: Party, lang: Lang) -> list[str]:
    status = say(lang, f"obligations.status_{view.status.value}")
    return [
        say(lang, "obligations.head", number=view.number, issued=short_day(view.issued_on, lang)),
        say(lang, "obligations.reader", name=shown_name(reader), role=_role(view, lang)),
        say(lang, "obligations.state", status=status),
    ]


def _around(view: DecisionView, lang: Lang) -> list[str]:
    """The judgment it rests on, and who else takes part."""
    lines = [_judgment(view, lang)]
    for role in (PartyRole.CREDITOR, PartyRole.DEBTOR):
        beside = "other_" if view.role is role else ""
        lines += _named(view.others, role, f"obligations.{beside}{role.value}s", lang)
    return lines


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


def _left_in_short(view: DecisionView, lang: Lang) -> str:
    if not sees_sums(view) or not (has_money(view) or has_refund(view)):
        return say(lang, "obligations.left_not_money")
    if not has_money(view):
        back = sum(line.left for line in view.refunds)
        return say(lang, "obligations.left_to_give_back", amount=dong(back, lang))
    if view.left == 0:
        return say(lang, "obligations.left_nothing" if view.paid else "obligations.left_waived")
    return say(lang, "obligations.left", amount=dong(view.left, lang))


def _next(books: Books, told: Told, lang: Lang) -> list[str]:
    view = told.view
    if not view.lines and view.refunds:
        return []  # how it is given back was said beside it
    plan = [] if told.plan is None else plan_words.in_short(books, told.plan, view, lang)
    if view.role is PartyRole.CREDITOR:
        return _next_of_creditor(books, told, plan, lang)
    if view.role is not PartyRole.DEBTOR:
        can = "obligations.next_representative" if can_be_paid(view) else "obligations.next_other"
        return [*plan, say(lang, can)]
    if view.status in RESTING:
        return [*plan, say(lang, "obligations.next_paused_debtor")]
    if view.status is not Status.ENFORCING:
        return [*plan, say(lang, f"obligations.next_{view.status.value}_debtor")]
    return _next_of_debtor(books, told, plan, lang)


def _next_of_debtor(books: Books, told: Told, plan: list[str], lang: Lang) -> list[str]:
    """The last day, what is due under a plan, and the ways out, while the decision is being enforced."""
    view = told.view
    agreed = told.plan is not None and told.plan.signed_on is not None
    if view.left > 0:
        over = _period_over(books, view)
        last_day = [] if agreed and over else [deadline_sentence(books, view, lang)]
        declare = [say(lang, "obligations.next_declare")] if over and not agreed else []
        return [*last_day, *plan, _ways_out(view, lang), *declare]
    if any(line.kind in NOT_MONEY for line in view.lines):
        return [deadline_sentence(books, view, lang), say(lang, "obligations.next_act_debtor")]
    if not has_money(view):
        return []
    return [say(lang, "obligations.next_paid_debtor" if view.paid else "obligations.next_waived_debtor")]


def _ways_out(view: DecisionView, lang: Lang) -> str:
    return say(lang, "obligations.next_enforcing_debtor", rights=rights_sentence(view, lang))


def _next_of_creditor(books: Books, told: Told, plan: list[str], lang: Lang) -> list[str]:
    view = told.view
    if view.status in RESTING:
        return [*plan, say(lang, "obligations.next_paused_creditor")]
    if view.status is not Status.ENFORCING:
        return [*plan, say(lang, f"obligations.next_{view.status.value}_creditor")]
    if view.left == 0 and has_money(view):
        return [say(lang, "obligations.next_paid_creditor")]
    if told.plan is not None and told.plan.signed_on is not None and not told.plan.due:
        return [*plan, say(lang, "obligations.next_agreed_creditor")]
    return [*(plan or [_stage(books, view, lang)]), say(lang, "obligations.next_enforcing_creditor")]


def _stage(books: Books, view: DecisionView, lang: Lang) -> str:
    """Where the matter is, for whom it is enforced (L25 Đ.36.1: ten days; Đ.37.1: verification within nine).

    That the debtor has means is for the agency's own books (Đ.16.1.đ); that it was looked into is no secret.
    """
    if view.served_on is None:
        return say(lang, "obligations.stage_unserved")
    end = voluntary_period_end(books, view.served_on)
    if end.last_day >= today(books.clock):
        return say(lang, _ahead(unconfirmed=end.unconfirmed_year), day=day(end.last_day, lang))
    if standing(books, view.id).course.means_on is not None:
        return say(lang, "obligations.stage_verified", day=day(end.last_day, lang))
    return say(lang, "obligations.stage_after", day=day(end.last_day, lang))


def _period_over(books: Books, view: DecisionView) -> bool:
    """Whether the ten days have run out; not while no day of notice is known."""
    served = view.served_on
    return served is not None and voluntary_period_end(books, served).last_day < today(books.clock)


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
