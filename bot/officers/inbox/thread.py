"""What was said in a thread, what stands around it, and what can be done? Opening it stands in the trail."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.cli.shown import CHANNEL_WORDS
from casework import alerts, audit, in_sight, obligations, people, proposals, question_hands, question_inbox, scope
from casework import staff as staff_list
from casework.alerts import Alert, Outcome
from casework.books import Books
from casework.clock import today
from casework.contacts import contact
from casework.proposals import Proposal
from casework.question_desk import others_of
from casework.question_rows import OF_THE_PERSON, Act, Entry, Question, question
from casework.staff import Staff
from messages.desk_answers import Room, ready_answers, room_of
from messages.desk_law import Offer, Title, every_title, offers, topic_title
from messages.law_parts import Inserted
from messages.library import Lang
from messages.vietnamese import masked_name

SHOWN = 40  # entries on the page, the newest


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """An entry as the page tells it. ``outcome`` of a call, ``to`` of a handing over (None: the queue)."""

    entry: Entry
    by: str | None  # None: the person
    text: str = field(repr=False)
    outcome: Outcome | None = None
    to: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A decision that the thread is about, or may be about, in sight of whoever reads."""

    id: int
    number: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Thread:
    """Everything on the page of a thread."""

    asked: Question
    name: str | None
    channel: str
    about: str | None
    late: bool
    room: Room
    said: tuple[Said, ...]
    left_out: int
    cases: tuple[Case, ...]
    holder: str | None
    mine: bool
    alert: Alert | None
    taken_by: str | None
    phone: str | None
    offers: tuple[Offer, ...]
    titles: tuple[Title, ...]
    ready: tuple[tuple[str, Inserted], ...]
    colleagues: tuple[Staff, ...]
    proposals: tuple[Proposal, ...]
    others: tuple[Question, ...]
    stamp: str

    @property
    def last(self) -> int:
        """The newest entry."""
        return self.asked.entries[-1].id if self.asked.entries else 0


def looked(books: Books, who: Staff, asked_id: int, why: str) -> bool:
    """Write into the trail that the thread is opened; False where it is not in this person's sight."""
    known = question_inbox.question_id(books, who, asked_id)
    if known is not None:
        audit.record(books, audit.staff(who.id), audit.Action.QUESTION_SEEN, f"question:{known}", purpose=why)
    return known is not None


def opened(
    books: Books, who: Staff, asked_id: int, lang: Lang, *, everything: bool = False, beside: bool = True
) -> Thread | None:
    """The thread if it is in this person's sight; ``beside``: with what is offered beside it."""
    known = question_inbox.question_id(books, who, asked_id)
    asked = None if known is None else question(books, known)
    return None if asked is None else _thread(books, who, asked, lang, everything=everything, beside=beside)


def _thread(books: Books, who: Staff, asked: Question, lang: Lang, *, everything: bool, beside: bool) -> Thread:
    on, names = today(books.clock), {one.id: one.name for one in staff_list.everybody(books)}
    there, holder = contact(books, asked.contact_id), question_hands.holder(books, asked)
    alert, ready = alerts.alert_of(books, asked.id), ready_answers(books) if beside else ()
    account = "-" if there is None else there.account
    shown = asked.entries if everything else asked.entries[-SHOWN:]
    return Thread(
        asked=asked,
        name=_name(books, who, asked),
        channel=CHANNEL_WORDS.get(account, account),
        about=topic_title(asked.topic, asked.intent, on, lang),
        late=asked.is_late(on),
        room=room_of(books, asked),
        said=tuple(_said(one, names) for one in shown),
        left_out=len(asked.entries) - len(shown),
        cases=_cases(books, who, asked),
        holder=None if holder is None else holder.name,
        mine=asked.officer_id == who.id,
        alert=alert,
        taken_by=None if alert is None or alert.taken_by is None else names.get(alert.taken_by, "-"),
        phone=_phone(books, asked, alert),
        offers=offers(books, asked, on) if beside else (),
        titles=every_title(books, on) if beside else (),
        ready=tuple((one.name.partition(" ")[0].partition(".")[2], one) for one in ready),
        colleagues=question_hands.colleagues(books, who),
        proposals=proposals.of_question(books, asked.id),
        others=tuple(
            one for one in (others_of(books, asked) if beside else ()) if question_inbox.question_id(books, who, one.id)
        ),
        stamp=question_inbox.thread_stamp(books, asked.id),
    )


def _name(books: Books, who: Staff, asked: Question) -> str | None:
    name = None if asked.party_id is None else people.name_of(books, asked.party_id)
    return name if name is None or scope.names(who) else masked_name(name)


def _phone(books: Books, asked: Question, alert: Alert | None) -> str | None:
    """Where the person can be called, while somebody has to call."""
    if alert is None or alert.called_at is not None or asked.party_id is None:
        return None
    known = people.party(books, asked.party_id)
    return None if known is None else known.phone


def _cases(books: Books, who: Staff, asked: Question) -> tuple[Case, ...]:
    """The decision it is about, else the party's; only those in sight."""
    views = () if asked.party_id is None else obligations.of_party(books, asked.party_id)
    meant = [one for one in views if one.id == asked.decision_id] or list(views)
    seen = (one for one in meant[:5] if in_sight.decision_id(books, who, one.id) is not None)
    return tuple(Case(id=one.id, number=one.number) for one in seen)


def _said(entry: Entry, names: dict[int, str]) -> Said:
    by = None if entry.act in OF_THE_PERSON else names.get(entry.staff_id or 0, "-")
    if entry.act is Act.CALLED:
        outcome, _, note = entry.text.partition("\n")
        return Said(entry=entry, by=by, text=note, outcome=Outcome(outcome))
    if entry.act is Act.HANDED:
        made = question_hands.handing(entry)
        to = None if made.to is None else names.get(made.to, "-")
        return Said(entry=entry, by=by, text=made.note, to=to)
    return Said(entry=entry, by=by, text=entry.text)
