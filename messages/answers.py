"""How does an officer's answer reach the person who asked?

Every word an officer writes is looked at by the linter first. To a linked chat goes a nudge, and the answer is shown on a
tap; a chat that never said who it is gets the words themselves, which therefore may hold nothing personal; a chat that is
no longer linked to who asked gets neither, only that there is an answer.
"""

from __future__ import annotations

from functools import partial

from casework import questions
from casework.agency import the_agency
from casework.books import Books
from casework.contacts import Contact, contact
from casework.questions import Question
from messages import nudges
from messages.approved_facts import refusals
from messages.fit import units
from messages.library import Lang, say, version_of
from messages.outbox import Content, DeliveryClass, Draft, Guard, Lane, free_reference, queue
from messages.outgoing import Act, Button, Outgoing

LONGEST = 3_000  # UTF-16 units: with what stands around it, an answer fits one message of every channel
SHOWN, OPEN, WITHHELD = "questions.answer", "questions.answer_open", "questions.answer_withheld"


class AnswerRefused(Exception):
    """The answer may not be sent as it is; ``sentences`` say to the officer why, and what to do."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def answer_question(books: Books, which: int | str, staff_id: int, text: str) -> Question | None:
    """Write the officer's answer and queue it; None when the question waits no longer. Raises ``AnswerRefused``."""
    _check(books, text)
    answered = questions.answer(books, which, staff_id, text)
    if answered is not None and answered.answer is not None:
        queue_answer(books, answered, answered.answer)
    return answered


def queue_answer(books: Books, question: Question, text: str) -> int | None:
    """Queue ``text``, the answer that is on the books; the outbox row, or None if it was queued before or the chat is gone.

    Raises ``AnswerRefused`` for what the linter refuses, ``ValueError`` for words that are not the question's answer.
    """
    if question.answer != text:
        raise ValueError("what is sent is the answer that was written down")
    _check(books, text)
    there = contact(books, question.contact_id)
    if there is None or there.dead_since is not None:
        return None
    reference = free_reference(books)
    if question.party_id is None:
        facts = {"asked": question.reference, "answer": text, "reference": reference}
        return queue(books, _plain(there, question, OPEN, facts))
    if question.party_id != there.party_id:
        agency = the_agency(books)
        phone = agency.phone if agency is not None else "-"
        return queue(books, _plain(there, question, WITHHELD, {"asked": question.reference, "phone": phone,
                                                               "reference": reference}))  # fmt: skip
    return queue(books, _nudge(there, question, reference))


def _check(books: Books, text: str) -> None:
    if not text.strip():
        raise AnswerRefused((say(Lang.VI, "questions.officer_empty"),))
    if units(text) > LONGEST:
        raise AnswerRefused((say(Lang.VI, "questions.officer_too_long", most=LONGEST),))
    if found := refusals(books, text):
        raise AnswerRefused(found)


def _plain(there: Contact, question: Question, key: str, facts: dict[str, str]) -> Draft:
    lang = Lang(there.lang)
    again = Button(text=say(lang, "common.officer"), data="ask")
    return Draft(
        contact_id=there.id,
        account=there.account,
        purpose=f"answer:{question.id}",
        message=Outgoing(act=Act.SEND, text=say(lang, key, on=None, **facts), buttons=((again,),)),
        delivery_class=DeliveryClass.MUST_ARRIVE,
        lane=Lane.PERSONAL,
        guard=Guard.NOTICE,
        text_key=key,
        text_version=version_of(key),
        reference=facts["reference"],
    )


def _nudge(there: Contact, question: Question, reference: str) -> Draft:
    content = Content(
        text_key=SHOWN,
        text_version=version_of(SHOWN),
        question_id=question.id,
        party_id=question.party_id,
        reference=reference,
    )
    return Draft(
        contact_id=there.id,
        account=there.account,
        purpose=f"answer:{question.id}",
        message=partial(nudges.closed, nudges.NEWS, Lang(there.lang), reference),
        delivery_class=DeliveryClass.MUST_ARRIVE,
        lane=Lane.PERSONAL,
        guard=Guard.NOTICE,
        text_key=nudges.NEWS,
        text_version=version_of(nudges.NEWS),
        party_id=question.party_id,
        content=content,
        reference=reference,
    )
