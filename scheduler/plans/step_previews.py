"""What would this step say to this or that person: on the locked screen, and once it is tapped?

As the person would read it now, by the very rules that write it (``messages.contents``); an invented person for whoever has
none in sight. The name is masked as in every message.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from casework.agency import the_agency
from casework.books import Books
from casework.clock import today
from casework.people import names_of
from casework.scope import in_sight
from casework.staff import Staff
from casework.tables.decisions import decision
from messages import vietnamese
from messages.blanks import fill
from messages.contents import render_content, reply_rows
from messages.library import Lang, say
from messages.nudges import EXERCISES, NEWS
from messages.office_texts import text_in
from messages.outbox import Content
from messages.why_words import rule_sentence
from scheduler.plans.campaign_facts import CampaignPlan
from scheduler.plans.selection import eligible
from scheduler.steps.step import Step

OFFERED = 12  # people to look at it as
REFERENCE = "XXXXXX"  # a sample has no reference of its own
_NAME, _NUMBER, _LEFT = "Nguyễn Văn Thử", "000/QĐ-THADS", 12_345_678


@dataclass(frozen=True, kw_only=True, slots=True)
class Somebody:
    """One of those the campaign would speak to, with the decision it is about; the name masked."""

    decision_id: int
    party_id: int
    name: str
    number: str

    @property
    def key(self) -> str:
        """How a form names them."""
        return f"{self.decision_id}-{self.party_id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What stands on the locked screen, the label of its one button, and what is shown when it is pressed, with its buttons."""

    locked: str
    view: str
    opened: str
    buttons: tuple[tuple[str, ...], ...]


def people_to_show(books: Books, who: Staff, plan: CampaignPlan, step: Step) -> tuple[Somebody, ...]:
    """Some of those whom the step is for, among the cases that whoever asks may see."""
    asked = eligible(*plan.selections_of(step)).where(in_sight(who, decision))
    found = asked.add_columns(decision.c.number).order_by(decision.c.id).limit(OFFERED)
    rows = books.conn.execute(found).all()
    names = names_of(books, {row.party_id for row in rows})
    return tuple(
        Somebody(
            decision_id=row.decision_id,
            party_id=row.party_id,
            name=vietnamese.masked_name(names[row.party_id]),
            number=row.number,
        )
        for row in rows
    )


def said_to(books: Books, plan: CampaignPlan, step: Step, decision_id: int, party_id: int) -> Said:
    """As this person would read it now. Raises ``TextError`` for a text that there is not."""
    content = Content(
        text_key=step.text_key,
        text_version=step.text_version,
        decision_id=decision_id,
        party_id=party_id,
        plan=plan.plan_number,
        anchor=step.anchor.value,
        reference=REFERENCE,
    )
    shown = render_content(books, content, Lang.VI)
    rows = tuple(tuple(one.words or say(Lang.VI, one.label) for one in row) for row in shown.rows)
    return _framed(plan, shown.text, rows)


def said_to_nobody(books: Books, plan: CampaignPlan, step: Step) -> Said:
    """As an invented person would read it. Raises ``TextError``."""
    now, agency = today(books.clock), the_agency(books)
    day = now + timedelta(days=7)
    content = Content(
        text_key=step.text_key, text_version=step.text_version, plan=plan.plan_number, anchor=step.anchor.value
    )
    promised = say(Lang.VI, "promise.line", amount=vietnamese.dong(_LEFT), day=vietnamese.day(now - timedelta(days=1)))
    facts = {
        "name": vietnamese.masked_name(_NAME),
        "number": _NUMBER,
        "left": vietnamese.dong(_LEFT),
        "deadline": say(
            Lang.VI, "reminder.deadline_ahead", day=vietnamese.day(day), relative=vietnamese.relative_day(day, now)
        ),
        "officer": say(
            Lang.VI,
            "reminder.office",
            name=agency.name if agency is not None else "-",
            phone=agency.phone if agency is not None else "-",
        ),
        "rights": say(Lang.VI, "reminder.rights_private"),
        "why": say(Lang.VI, "reminder.why", rule=rule_sentence(content, Lang.VI)),
        "reference": REFERENCE,
        "promise": promised,
        "missed": promised,
    }
    text = text_in(books, step.text_key, step.text_version)
    words = fill(text.vi, text.key, {name: facts[name] for name in text.blanks})
    rows = tuple(tuple(one.words or say(Lang.VI, one.label) for one in row) for row in reply_rows(0))
    return _framed(plan, words, rows)


def _framed(plan: CampaignPlan, text: str, rows: tuple[tuple[str, ...], ...]) -> Said:
    nudge = EXERCISES[NEWS] if plan.training else NEWS
    return Said(
        locked=say(Lang.VI, nudge, reference=REFERENCE), view=say(Lang.VI, "common.view"), opened=text, buttons=rows
    )
