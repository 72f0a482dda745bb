"""What may an officer send into a thread from the desk, and has anything been said in it since they read it?

An officer's own words go only into the conversation of a person who is linked, still there and still the one who asked; to
everybody else go reviewed parts alone: explanations of the law, the agency's own ones, and ready answers. Everything passes the
same rules as an answer given at the terminal (``messages.answers``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from casework import question_hands
from casework.agency import the_agency
from casework.books import Books
from casework.clock import today
from casework.contacts import contact
from casework.question_rows import Act, Entry, Question, State, locked
from casework.staff import Staff
from messages import lint
from messages.answers import answer_question, ask_back, form_refusals
from messages.approved_facts import approved_facts
from messages.law_parts import Composed, Inserted, UnknownPart, composed, inserted, tidy_words
from messages.library import Lang, blanks_of, say, version_of
from messages.lint.places import Place, place_of

READY = ("link_first", "call_office", "bring_papers", "being_checked", "in_writing")  # texts/canned.toml
_OPEN = (State.WAITING, State.ASKED_BACK)
_UNHEEDED = frozenset({Act.HANDED})  # changes nothing of what is to be answered


class Room(StrEnum):
    """What may be written into a thread, and if nothing of one's own, why."""

    OPEN = "open"
    STRANGER = "stranger"  # asked before anybody said who they are
    ANOTHER = "another"  # the chat is not linked to who asked, not any more
    GONE = "gone"  # the chat does not exist any more: nothing arrives
    CLOSED = "closed"  # nothing waits for an answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What an officer put together: own words, and the names of reviewed parts."""

    own: str = field(repr=False)
    laws: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Wrong:
    """Why it may not be sent, in a sentence; ``place``: where in one's own words."""

    sentence: str
    place: Place | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Overtaken:
    """Nothing was sent: the thread has gone on since it was read. ``news``: what was said since."""

    asked: Question
    news: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NotSent:
    """Nothing was sent: the sentences say why; ``room`` where nothing of one's own may be written."""

    wrong: tuple[Wrong, ...] = ()
    room: Room = Room.OPEN


def room_of(books: Books, asked: Question) -> Room:
    """What may be written into the thread now."""
    if asked.state not in _OPEN:
        return Room.CLOSED
    there = contact(books, asked.contact_id)
    if there is None or there.dead_since is not None:
        return Room.GONE
    if asked.party_id is None:
        return Room.STRANGER
    return Room.OPEN if there.party_id == asked.party_id else Room.ANOTHER


def ready_answers(books: Books) -> tuple[Inserted, ...]:
    """The ready answers with the agency's own telephone and hours."""
    return tuple(_ready(books, name) for name in READY)


def compose(books: Books, draft: Draft) -> Composed:
    """The words as they would be sent. Raises ``UnknownPart`` for a part that there is not."""
    ready = [_ready(books, name) for name in draft.ready]
    laws = [inserted(books, name, today(books.clock)) for name in draft.laws]
    return composed(draft.own, [*ready, *laws])


def verdict(books: Books, draft: Draft, said: Composed) -> tuple[Wrong, ...]:
    """Everything that forbids sending ``said``, with the place in the officer's own words."""
    if refused := form_refusals(said.text):
        return tuple(Wrong(sentence=one) for one in refused)
    approved, own = approved_facts(books), tidy_words(draft.own)
    found = lint.problems(said.text, approved=approved)
    wrong = [Wrong(sentence=lint.reason(one), place=place_of(own, one, approved)) for one in found]
    return tuple(sorted(wrong, key=lambda one: len(own) if one.place is None else one.place.start))


def send(books: Books, who: Staff, which: int, draft: Draft, act: Act, *, read: int) -> Question | Overtaken | NotSent:
    """Send it as an answer or a question back, if nothing was said since the entry ``read``. What nobody had taken is theirs now.

    Raises ``UnknownPart``, and ``LookupError`` for a missing thread.
    """
    asked = locked(books, which)
    if asked is None:
        raise LookupError(which)
    room, said = room_of(books, asked), compose(books, draft)
    if news := since(asked, read, who):
        return Overtaken(asked=asked, news=news)
    if room is Room.CLOSED or (act is Act.ASKED_BACK and asked.state is not State.WAITING):
        return Overtaken(asked=asked, news=())
    if room is Room.GONE or (room is not Room.OPEN and draft.own.strip()):
        return NotSent(room=room)
    if wrong := verdict(books, draft, said):
        return NotSent(wrong=wrong, room=room)
    if asked.officer_id is None:
        question_hands.take(books, which, who)
    done = (
        ask_back(books, which, who.id, said.text)
        if act is Act.ASKED_BACK
        else answer_question(books, which, who.id, said.text, law=said.law)
    )
    if done is None:
        raise AssertionError("a thread that is held does not change")
    return done


def since(asked: Question, read: int, who: Staff) -> tuple[Entry, ...]:
    """What others have said in the thread after the entry ``read``."""
    return tuple(one for one in asked.entries if one.id > read and one.staff_id != who.id and one.act not in _UNHEEDED)


def parts_named(names: Sequence[str]) -> tuple[str, ...]:
    """Each once, in their order."""
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _ready(books: Books, name: str) -> Inserted:
    key, agency = f"canned.{name}", the_agency(books)
    if name not in READY or agency is None:
        raise UnknownPart(f"Không có câu trả lời sẵn «{name}». Hãy mở lại trang rồi chọn.")
    facts = {"phone": agency.phone, "hours": agency.office_hours}
    text = say(Lang.VI, key, on=None, **{blank: facts[blank] for blank in blanks_of(key)})
    return Inserted(name=f"{key} v{version_of(key)}", text=text)
