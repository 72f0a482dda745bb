"""Is there anything of a person in these words: names, numbers, days, sums, places, from the books or by their form?

Asked of what is to be shown to everybody. It would rather refuse too much: whoever wrote the words writes them anew in
general. What the law itself says (``allowed``) is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from sqlalchemy import select

from casework import people
from casework.books import Books
from casework.decisions import parties_of
from casework.folding import fold
from casework.obligations import of_party
from casework.people import PartyKind, name_print
from casework.staff import everybody
from casework.tables.people import party as parties

_LONGEST_NAME, _SHORTEST_NAME = 6, 2  # words
_MOST_DECISIONS = 20
_AT_ONCE = 500  # fingerprints in one look-up
_SAYS_LITTLE = 4  # signs of a part of an address that could stand anywhere ("ấp 3")
_WORD = re.compile(r"\w+")
_FORMS = "ông|bà|anh|chị|em|cô|chú|bác|cháu|dì|cậu|mợ|thím|dượng|thầy"
_FAMILIES = (
    "nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|lý|đinh|trương|đoàn|lâm|trịnh|mai|đào|lương|"
    "vương|triệu|cao|châu|tạ|phùng|quách|thạch|kim|sơn|danh|lò|lục|nông|giàng|giáp|tống|thái|kiều|tiêu|tô|tôn|ung|văn"
)
_MIDDLE_NAMES = "thị|văn|hữu|đức|ngọc|minh|quốc|thanh|xuân|đình|kim|hoàng"
_MIDDLES = frozenset({"van", "thi"})  # with a given name behind them they are often words of their own: "văn phòng"
_FOLDED_FORMS = frozenset(fold(form) for form in _FORMS.split("|"))
_FOLDED_FAMILIES = frozenset(fold(family) for family in _FAMILIES.split("|"))
_NEXT = re.compile(r"\w+|[^\w\s]")
_FULL_NAME = re.compile(rf"(?<!\w)(?:{_FAMILIES}) (?:{_MIDDLE_NAMES}) \w+")
_FULL_NAME_UNMARKED = re.compile(  # "tu nguyen thi hanh" is what everybody types, and nobody's name
    rf"(?<!\w)(?<!tu )(?:{'|'.join(sorted(_FOLDED_FAMILIES))}) (?:{fold(_MIDDLE_NAMES)}) \w+"
)
_NUMBER = re.compile(r"\d(?:[ .\-]?\d){5,}")
_PAPER = re.compile(r"(?<!\w)\d{1,5}/(?:\d{4}/)?[A-ZĐ][\w\-]*|(?<!\w)số \d+(?![\w/])", re.IGNORECASE)
_DAY = re.compile(
    r"(?<![\d/])\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?(?![\d/])|ngày \d{1,2} tháng \d{1,2}|tháng \d{1,2}[/ ](?:năm )?\d{4}"
    r"|(?<![\d/.])(?:19|20)\d\d(?![\d/.])",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"\d[\d.,]*\s?(?:đồng|đ\b|vnđ|vnd|dong\b|triệu|trieu|tr\b|tỷ|tỉ|ty\b|nghìn|ngàn|nghin|ngan|k\b|củ|lít|chai)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"\S*@\S+")
_NOUGHT = re.compile(r"(?<![\d.,])0+(?=\d)")


class Kind(StrEnum):
    """What of a person was found."""

    NAME = "name"
    NUMBER = "number"
    DAY = "day"
    SUM = "sum"
    PLACE = "place"


@dataclass(frozen=True, kw_only=True, slots=True)
class Personal:
    """Words that speak of somebody."""

    kind: Kind
    found: str


def personal_in(
    books: Books, party_id: int | None, texts: Iterable[str], *, law: str = "", numbers: str = ""
) -> tuple[Personal, ...]:
    """Everything of a person in ``texts``; an empty tuple lets them be shown. ``party_id``: who asked, if that is known.

    ``law`` is what the law says, its days and sums are nobody's; ``numbers``: laws, the agency's own telephone.
    """
    names, others = _own_words(books, party_id)
    law, numbers = _even(law), _even(f"{law} {numbers}")
    found: list[Personal] = []
    for text in texts:
        by_form = ((one, numbers if one.kind is Kind.NUMBER else law) for one in _by_form(text))
        found += [one for one, allowed in by_form if not _stands_in(_even(one.found), allowed)]
        found += _of_the_case(text, names, others)
        found += [Personal(kind=Kind.NAME, found=name) for name in _known_names(books, text)]
    return tuple(dict.fromkeys(found))


def _by_form(text: str) -> Iterator[Personal]:
    for kind, pattern in ((Kind.SUM, _SUM), (Kind.NUMBER, _PAPER), (Kind.DAY, _DAY), (Kind.NUMBER, _HANDLE)):
        yield from (Personal(kind=kind, found=seen[0].strip()) for seen in pattern.finditer(text))
    for seen in _NUMBER.finditer(text):
        if not _SUM.match(text, seen.start()):
            yield Personal(kind=Kind.NUMBER, found=seen[0])
    full, plain = (_FULL_NAME_UNMARKED, fold(text)) if text.isascii() else (_FULL_NAME, text.lower())
    yield from (Personal(kind=Kind.NAME, found=seen[0]) for seen in full.finditer(plain))
    for before, run in _capitalised(text):
        if _is_form(before, text) or (len(run) > 1 and fold(run[0]) in _FOLDED_FAMILIES):
            yield Personal(kind=Kind.NAME, found=" ".join(run))


def _of_the_case(text: str, names: Iterable[str], others: dict[str, Kind]) -> Iterator[Personal]:
    """What the books know of who asked and of whom they have to do with, however it is typed."""
    padded = f" {_plain(text)} "
    capitals = {" ".join(map(fold, pair)) for _, run in _capitalised(text) for pair in pairwise(run)}
    for name in names:
        *before, given = name.split()
        short = f"{before[-1]} {given}"
        called = any(f" {form} {one} " in padded for form in _FOLDED_FORMS for one in (given, short))
        if f" {name} " in padded or called or (short in capitals and before[-1] not in _MIDDLES):
            yield Personal(kind=Kind.NAME, found=name)
    yield from (Personal(kind=kind, found=words) for words, kind in others.items() if f" {words} " in padded)


def _own_words(books: Books, party_id: int | None) -> tuple[list[str], dict[str, Kind]]:
    """Folded names (staff, who asked, the others of their decisions), and what else is told only of them."""
    names, others = [one.name for one in everybody(books)], dict[str, Kind]()
    views = [] if party_id is None else of_party(books, party_id)[:_MOST_DECISIONS]
    around = {other for view in views for other, _ in parties_of(books, view.id)} | ({party_id} - {None})
    for one_id in around:
        known = None if one_id is None else people.party(books, one_id)
        if known is None or known.kind is PartyKind.STATE:
            continue
        names.append(known.name)
        others |= {_plain(part): Kind.PLACE for part in (known.address or "").split(",")}
    others = {words: kind for words, kind in others.items() if len(words) > _SAYS_LITTLE}
    for view in views:
        others |= {_plain(number): Kind.NUMBER for number in (view.number, view.judgment_number) if number}
    plain = {_plain(name) for name in names}
    return sorted(name for name in plain if len(name.split()) >= _SHORTEST_NAME), others


def _known_names(books: Books, text: str) -> Iterator[str]:
    """Every run of words that is the whole name of a person or firm of the books."""
    words = _WORD.findall(text)
    runs = {
        fold(" ".join(words[start : start + length]))
        for length in range(_SHORTEST_NAME, _LONGEST_NAME + 1)
        for start in range(len(words) - length + 1)
    }
    prints = {name_print(books, run): run for run in runs}
    every = list(prints)
    for start in range(0, len(every), _AT_ONCE):
        rows = books.conn.execute(
            select(parties.c.name_print)
            .distinct()
            .where(parties.c.name_print.in_(every[start : start + _AT_ONCE]), parties.c.kind != PartyKind.STATE.value)
        )
        yield from (prints[print_] for print_ in rows.scalars())


def _is_form(word: str, text: str) -> bool:
    """Whether it is a form of address; in a text without marks "co" may be "cô"."""
    return fold(word) in _FOLDED_FORMS if text.isascii() else word.lower() in _FORMS.split("|")


def _capitalised(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each run of words that begin with a capital, with the word before it ("" where a sentence begins)."""
    before, run = "", list[str]()
    for token in [*_NEXT.findall(text), ""]:
        begins_address = not run and _is_form(token, text) and not _is_form(before, text)
        if token[:1].isupper() and not begins_address:
            run.append(token)
            continue
        if run:
            yield before, run
        run, before = [], token


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


def _stands_in(words: str, text: str) -> bool:
    return re.search(rf"(?<![\w/]){re.escape(words)}(?![\w/])", text) is not None


def _even(text: str) -> str:
    """Folded, and without the noughts before a day or a month: 01/07/2026 is 1/7/2026."""
    return _NOUGHT.sub("", fold(text))
