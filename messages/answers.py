"""How does what an officer says reach the person who asked?

Every word an officer writes is looked at by the linter first. To a linked chat goes a nudge, and the words are shown on a
tap; a chat that never said who it is gets the words themselves, which therefore may hold nothing personal; a chat that is
no longer linked to who asked gets neither, only that there is an answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from casework import question_desk
from casework.agency import the_agency
from casework.books import Books
from casework.clock import local
from casework.contacts import Contact, contact
from casework.question_desk import Closed
from casework.question_rows import OF_THE_PERSON, Act, Entry, Question, question
from messages.approved_facts import refusals
from messages.fit import units
from messages.library import Lang, blanks_of, say, version_of
from messages.news import news
from messages.outbox import Content, DeliveryClass, Draft, Guard, Lane, free_reference, queue
from messages.outgoing import Act as Does
from messages.outgoing import Button, Outgoing
from messages.vietnamese import short_day

LONGEST = 3_000  # UTF-16 units: with what stands around it, an answer fits one message of every channel
MORE = "qmore"  # the press that goes on in a thread: ``qmore:<question id>``


class AnswerRefused(Exception):
    """The answer may not be sent as it is; ``sentences`` say to the officer why, and what to do."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    """The texts in which an officer's words come: on a tap, to a stranger, and to a chat that is another's now."""

    shown: str
    open: str
    withheld: str = "questions.answer_withheld"


_WORDS = {
    Act.ANSWERED: _Words(shown="questions.answer", open="questions.answer_open"),
    Act.ASKED_BACK: _Words(shown="questions.asked_back", open="questions.asked_back_open"),
}


def answer_question(
    books: Books, which: int | str, staff_id: int, text: str, *, law: str | None = None
) -> Question | None:
    """Write the officer's answer and queue it; None when the question is not open. Raises ``AnswerRefused``.

    ``law`` names the explanation whose words ``text`` holds.
    """
    _check(books, text)
    return _queued(books, question_desk.answer(books, which, staff_id, text, law=law))


def ask_back(books: Books, which: int | str, staff_id: int, text: str) -> Question | None:
    """Ask the person for what is missing; None when the question does not wait. Raises ``AnswerRefused``."""
    _check(books, text)
    return _queued(books, question_desk.ask_back(books, which, staff_id, text))


def close_question(books: Books, which: int | str, staff_id: int, why: Closed) -> Question | None:
    """Close it, and tell the person if it was waiting for an answer; None for a missing or a closed one."""
    before = question(books, which)
    closed = question_desk.close(books, which, staff_id, why)
    there = None if closed is None else contact(books, closed.contact_id)
    waited = before is not None and before.unanswered > 0
    if closed is not None and waited and there is not None and there.dead_since is None:
        facts = {"asked": closed.reference, "reference": free_reference(books)}
        key = f"questions.closed_{why.value}"
        purpose = f"closed:{closed.id}:{len(closed.entries)}"
        queue(books, _plain(there, closed, purpose, key, facts, more="questions.more_button"))
    return closed


def queue_said(books: Books, asked: Question) -> int | None:
    """Queue the officer's last words on the books; the row, or None if that was done before or the chat is gone.

    Raises ``AnswerRefused`` for what the linter refuses, ``ValueError`` where the person spoke last.
    """
    entry = asked.entries[-1]
    if entry.act in OF_THE_PERSON or entry.act not in _WORDS:
        raise ValueError("what is sent is what an officer wrote down last")
    _check(books, entry.text)
    there = contact(books, asked.contact_id)
    if there is None or there.dead_since is not None:
        return None
    reference, purpose = free_reference(books), f"answer:{entry.id}"
    words = _WORDS[entry.act]
    if asked.party_id is None:
        facts = {"asked": asked.reference, "answer": entry.text, "reference": reference}
        return queue(books, _plain(there, asked, purpose, words.open, facts, more=more_label(entry.act)))
    if asked.party_id != there.party_id:
        agency = the_agency(books)
        facts = {
            "asked": asked.reference,
            "phone": agency.phone if agency is not None else "-",
            "reference": reference,
        }
        return queue(books, _plain(there, asked, purpose, words.withheld, facts))
    return queue(books, _nudge(there, asked, entry, purpose, reference))


def answer_facts(asked: Question, answer: str, reference: str, lang: Lang) -> dict[str, str]:
    """What fills the blanks of the text in which an officer's words stand."""
    on = short_day(local(asked.asked_at).date(), lang)
    return {"asked": asked.reference, "day": on, "answer": answer, "reference": reference}


def as_read(books: Books, asked: Question, act: Act, text: str) -> str:
    """The message in which ``text`` would be read, in the language of the chat."""
    there = contact(books, asked.contact_id)
    lang = Lang.VI if there is None else Lang(there.lang)
    key = _WORDS[act].open if asked.party_id is None else _WORDS[act].shown
    facts = answer_facts(asked, text, "…", lang)
    return say(lang, key, on=None, **{name: facts[name] for name in blanks_of(key)})


def form_refusals(text: str) -> tuple[str, ...]:
    """Why words of this length are not sent, whatever they say."""
    if not text.strip():
        return (say(Lang.VI, "questions.officer_empty"),)
    if units(text) > LONGEST:
        return (say(Lang.VI, "questions.officer_too_long", most=LONGEST),)
    return ()


def more_label(act: Act) -> str:
    """The key of the button that goes on in the thread after an officer's words of this kind."""
    return "questions.reply_button" if act is Act.ASKED_BACK else "questions.more_button"


def _queued(books: Books, said: Question | None) -> Question | None:
    if said is not None:
        queue_said(books, said)
    return said


def _check(books: Books, text: str) -> None:
    if found := form_refusals(text) or refusals(books, text):
        raise AnswerRefused(found)


def _plain(
    there: Contact, asked: Question, purpose: str, key: str, facts: dict[str, str], *, more: str | None = None
) -> Draft:
    lang = Lang(there.lang)
    buttons = [Button(text=say(lang, "common.officer"), data="ask")]
    if more is not None:
        buttons.insert(0, Button(text=say(lang, more), data=f"{MORE}:{asked.id}"))
    return Draft(
        contact_id=there.id,
        account=there.account,
        purpose=purpose,
        message=Outgoing(act=Does.SEND, text=say(lang, key, on=None, **facts), buttons=tuple((b,) for b in buttons)),
        delivery_class=DeliveryClass.MUST_ARRIVE,
        lane=Lane.PERSONAL,
        guard=Guard.NOTICE,
        text_key=key,
        text_version=version_of(key),
        reference=facts["reference"],
    )


def _nudge(there: Contact, asked: Question, entry: Entry, purpose: str, reference: str) -> Draft:
    key = _WORDS[entry.act].shown
    content = Content(
        text_key=key,
        text_version=version_of(key),
        question_id=asked.id,
        entry_id=entry.id,
        party_id=asked.party_id,
        reference=reference,
    )
    return news(there, purpose, content, reference)
