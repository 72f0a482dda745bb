"""May an officer's answer become an explanation for everybody? Read before it is proposed, and again before it is approved.

Every sentence must stand in the provisions named for it, like those of the shipped library; nothing in the words or in the
asked words may speak of anybody. What is refused is told in sentences; the officer writes it anew.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from casework import proposals
from casework.agency import the_agency
from casework.books import Books
from casework.clock import today
from casework.proposals import Proposal, ProposalRefused, Statement, Words
from casework.question_rows import Act, Question
from casework.scrubbing import Personal, personal_in
from messages import explanations, lint
from messages.approved_facts import approved_facts, refusals
from messages.law_file import ADVICE, LONGEST_TITLE, Sentence
from messages.library import Lang, say
from messages.lint.facts import Fault
from messages.lint.findings import Finding
from messages.lint.law_texts import law_sentence_findings
from messages.lint.sentences import sentences
from messages.lint.voice import word_findings
from messages.provisions import Provision
from messages.understand import in_distress

FEWEST, MOST = 2, 8  # sentences
LONGEST = 1_200  # characters of all sentences
MOST_ASKED, LONGEST_ASKED, FEWEST_ASKED_WORDS = 5, 300, 3
_STRANGERS = (Fault.ACCOUNT, Fault.PHONE, Fault.LINK, Fault.FORM)


def propose(
    books: Books, asked: Question, staff_id: int, *, topic: str, title: str, text: str, cited: Sequence[str],
    advice: str = "", asked_words: Sequence[str] = (),
) -> Proposal:  # fmt: skip
    """Write the proposal. Each sentence of ``text`` rests on ``cited``; ``advice`` is practical counsel that rests on no law.

    ``asked_words``: how people ask for it; none: the words of the question itself. Raises ``ProposalRefused`` with every
    reason.
    """
    if not any(one.act is Act.ANSWERED for one in asked.entries):
        raise ProposalRefused("Câu hỏi này chưa có câu trả lời. Hãy trả lời người hỏi trước.")
    places = tuple(dict.fromkeys(one.strip() for one in cited))
    counsel = tuple(Statement(say=one, by=(ADVICE,)) for one in _lines(advice))
    words = Words(
        topic=topic,
        title=_tidy(title),
        sentences=(*(_stated(one, places) for one in _lines(text)), *counsel),
        asked=tuple(_tidy(one) for one in asked_words or (asked.text,)),
    )
    if faults := faults_of(books, words, places, asked.party_id):
        raise ProposalRefused(*faults)
    return proposals.propose(books, asked.id, staff_id, words)


def approve(books: Books, name: str, staff_id: int, asked: Question | None) -> Proposal:
    """Approve it after reading it again: law and books may have changed. Raises ``ProposalRefused``."""
    one = proposals.named(books, name)
    if one is not None:
        party_id = None if asked is None else asked.party_id
        if faults := faults_of(books, one.words, one.words.citations, party_id):
            raise ProposalRefused(*faults)
    return proposals.approve(books, name, staff_id)


def faults_of(books: Books, words: Words, cited: Sequence[str], party_id: int | None) -> list[str]:
    """Why these words may not be said to everybody, a sentence each."""
    return list(dict.fromkeys([*_form(words), *_law(books, words, cited), *_personal(books, words, party_id)]))


def _stated(sentence: str, cited: Sequence[str]) -> Statement:
    """The sentence with those of the cited provisions that it stands in by itself; with all of them where none alone is it."""
    register = explanations.register()
    narrow = [one for one in cited if one in register and not law_sentence_findings(_on(sentence, one), register)]
    return Statement(say=sentence, by=tuple(narrow) or tuple(cited))


def _lines(text: str) -> list[str]:
    return sentences("\n".join(_tidy(line) for line in text.splitlines()))


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _on(sentence: str, place: str) -> Sentence:
    return Sentence(say=sentence, by=(place,))


def _form(words: Words) -> list[str]:
    faults = []
    if words.topic not in _topics():
        faults.append(f"Không có chủ đề «{words.topic}». Hãy chọn một chủ đề đang có bài giải thích.")
    if not words.title or len(words.title) > LONGEST_TITLE:
        faults.append(f"Tên bài phải có, và không dài hơn {LONGEST_TITLE} ký tự. Hãy đặt tên ngắn.")
    if not FEWEST <= len(words.sentences) <= MOST:
        faults.append(f"Bài phải có từ {FEWEST} đến {MOST} câu. Hãy viết lại.")
    if sum(len(one.say) for one in words.sentences) > LONGEST:
        faults.append(f"Bài dài hơn {LONGEST} ký tự. Hãy viết ngắn lại.")
    if not 1 <= len(words.asked) <= MOST_ASKED:
        faults.append(f"Cần từ 1 đến {MOST_ASKED} cách hỏi. Hãy thêm hoặc bớt cách hỏi.")
    for one in words.asked:
        if len(one) > LONGEST_ASKED or len(one.split()) < FEWEST_ASKED_WORDS:
            faults.append("Cách hỏi phải là một câu từ 3 chữ đến 300 ký tự. Hãy viết lại thành một câu hỏi chung.")
        elif in_distress(one):
            faults.append("Lời người đang khổ tâm không dùng làm ví dụ. Hãy viết một câu hỏi chung.")
    return faults


def _law(books: Books, words: Words, cited: Sequence[str]) -> list[str]:
    register, on = explanations.register(), today(books.clock)
    faults = [f"Không có điều luật «{one}» trong danh mục. Ghi như L25:36.1." for one in cited if one not in register]
    ended = [one for one in cited if one in register and not register[one].source.covers(on, on)]
    faults += [f"Điều luật «{one}» không còn hiệu lực. Hãy dẫn điều đang áp dụng." for one in ended]
    if not any(one in register for one in words.citations):
        faults.append("Chưa có câu nào dựa vào điều luật. Hãy ghi điều luật, ví dụ L25:36.1.")
    found = [one for said in words.sentences for one in _findings(said, register)]
    found += word_findings([said.say for said in words.sentences])
    return [*faults, *map(_told, found), *refusals(books, _whole(words)), *_strangers(books, words.asked)]


def _findings(said: Statement, register: dict[str, Provision]) -> list[Finding]:
    return law_sentence_findings(Sentence(say=said.say, by=said.by), register)


def _told(finding: Finding) -> str:
    return f"«{finding.sentence}»: {finding.remedy()}"


def _strangers(books: Books, asked: Iterable[str]) -> list[str]:
    """Accounts, telephones and links in the words people ask in."""
    known = approved_facts(books)
    found = [one for words in asked for one in lint.problems(words, approved=known)]
    return [lint.reason(one) for one in found if one.fault in _STRANGERS]


def _personal(books: Books, words: Words, party_id: int | None) -> list[str]:
    register, agency = explanations.register(), the_agency(books)
    law = " ".join(register[one].says for one in words.citations if one in register)
    numbers = [one.number for one in explanations.sources().values()]
    numbers += [] if agency is None else [agency.phone]
    texts = [words.title, *(one.say for one in words.sentences), *words.asked]
    found = personal_in(books, party_id, texts, law=law, numbers=" ".join(numbers))
    return [_refusal(one) for one in found]


def _refusal(one: Personal) -> str:
    return say(Lang.VI, f"proposal.{one.kind.value}", found=one.found)


def _whole(words: Words) -> str:
    return "\n".join([words.title, *(one.say for one in words.sentences)])


@cache
def _topics() -> frozenset[str]:
    table = tomllib.loads(files("messages.understanding").joinpath("labels.toml").read_text("utf-8"))
    return frozenset(table["topics"])
