"""What does the library of the law say on a day, sentence by sentence, and where does each stand in the law?"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import make_url

from bot.cli import shown
from bot.cli.law_review import Reviewed, reviews_of, state_words
from bot.cli.refusal import Refused
from bot.cli.session import database_of, read, say_line
from bot.database import clock_of
from bot.settings import Settings, load_settings
from casework.books import Books
from casework.clock import today
from casework.law_reviews import Words
from messages import explanations
from messages.law_file import ADVICE, HOUSE, Audience, Explanation, Sentence
from messages.lint.library_check import check_library
from messages.office_law import office_explanations
from messages.provisions import Mark

T = TypeVar("T")

_AUDIENCE = {
    Audience.DEBTOR: "người phải thi hành án",
    Audience.CREDITOR: "người được thi hành án",
    Audience.RELATIVE: "người nhà",
    Audience.BUYER: "người mua",
    Audience.ANYONE: "mọi người",
}
_MARKS = {
    Mark.SEEN: "đã đọc nguyên văn",
    Mark.SECONDARY: "theo nguồn kể lại",
    Mark.MEMORY: "theo trí nhớ, cần kiểm tra",
}
_LAWLESS = {HOUSE: "việc của cơ quan, của trợ lý", ADVICE: "lời khuyên thực tế"}


def check() -> int:
    """Print what is to be mended, one line each; the exit code is 1 while there is anything."""
    settings = load_settings()
    day = today(clock_of(settings))
    checked = check_library(day, _from_books(settings, office_explanations, day) or ())
    for one in checked.found:
        say_line(f"{one.file}: {one.name}: «{one.finding.sentence}» {one.finding.remedy()}")
    read = f"Đã đọc {checked.explanations} bài giải thích ({shown.count(checked.sentences)} câu) và {checked.texts} lời nói."
    say_line(f"{read} {f'Có {len(checked.found)} chỗ phải sửa.' if checked.found else 'Không có gì phải sửa.'}")
    return 1 if checked.found else 0


def show(arguments: argparse.Namespace) -> list[str]:
    """The list of explanations, or one of them, as of a day."""
    settings = load_settings()
    now = today(clock_of(settings))
    day = arguments.on or now
    own = _from_books(settings, office_explanations, day) or ()
    reviews = _from_books(settings, _reviews, day) or {}
    if arguments.name is None:
        return _listed([*explanations.all(day), *own], day, reviews)
    mine = tuple(one for one in own if one.name == arguments.name)
    versions = mine or explanations.versions_of(arguments.name)
    if not versions:
        raise Refused(f"Không có bài «{arguments.name}». Xem danh sách: gandan law show")
    valid = [one for one in versions if one.valid_on(day)]
    if not valid:
        return _none_on(versions, day)
    (one,) = valid
    lines = _headed(one, now, state_words(one, reviews))
    if arguments.trace:
        return lines + _traced(one)
    return [*lines, explanations.render(one, full=arguments.full, approved=True), *_others(one, day)]


def _from_books(settings: Settings, rule: Callable[[Books, date], T], day: date) -> T | None:
    """What the books say; None where there are none: the library can be read without an installation."""
    url = make_url(settings.url)
    if url.get_backend_name() == "sqlite" and not (url.database and Path(url.database).exists()):
        return None
    with database_of(settings) as db:
        return read(db, rule, day)


def _reviews(books: Books, day: date) -> dict[Words, Reviewed]:
    return reviews_of(books, explanations.all(day))


def _listed(listed: list[Explanation], day: date, reviews: Mapping[Words, Reviewed]) -> list[str]:
    silent = [
        name for name in explanations.names() if not any(one.valid_on(day) for one in explanations.versions_of(name))
    ]
    if not listed:
        return [f"Ngày {shown.day(day)} thư viện không có bài nào có hiệu lực."]
    rows = [(one.name, one.title, _for_whom(one), _days(one), state_words(one, reviews)) for one in listed]
    lines = shown.table([("TÊN", "TÊN BÀI", "DÀNH CHO", "HIỆU LỰC", "DUYỆT"), *rows])
    return lines + ([f"Không có quy định của ngày {shown.day(day)}: {', '.join(silent)}"] if silent else [])


def _headed(one: Explanation, now: date, state: str) -> list[str]:
    lines = [f"{one.name}, bản {one.version}; {_for_whom(one)}; {_days(one)}; {state}"]
    if one.until is not None and one.until < now:
        ended = shown.day(one.until + timedelta(days=1))
        lines.append(f"QUY ĐỊNH CŨ, không còn hiệu lực từ ngày {ended}. Không dùng để trả lời người dân.")
    elif one.start > now:
        lines.append(f"CHƯA CÓ HIỆU LỰC. Có hiệu lực từ ngày {shown.day(one.start)}.")
    return [*lines, ""]


def _none_on(versions: tuple[Explanation, ...], day: date) -> list[str]:
    first = versions[0]
    said = f"Ngày {shown.day(day)} thư viện không có quy định nào về «{versions[-1].title}»."
    return [
        said,
        f"Bài sớm nhất có hiệu lực từ ngày {shown.day(first.start)}. Quy định trước đó: xin hỏi cán bộ pháp lý.",
    ]


def _traced(one: Explanation) -> list[str]:
    parts: list[tuple[str, tuple[Sentence, ...]]] = [("Bài ngắn", one.short)]
    parts += [(f"Bài dài, đoạn {number}", part) for number, part in enumerate(one.long, start=1)]
    parts.append(("Hay hiểu nhầm", one.not_mean))
    lines = [one.title]
    for heading, said in parts:
        if said:
            lines += ["", f"{heading}:", *(line for sentence in said for line in _rests(sentence))]
    return lines


def _rests(sentence: Sentence) -> list[str]:
    lines = [f"- {sentence.say}"]
    for by in sentence.by:
        provision = explanations.provision(by)
        if provision is None:
            lines.append(f"    {by}: {_LAWLESS[by]}")
        else:
            place = explanations.cited([provision.citation])
            lines.append(f"    {by} ({place}; {_MARKS[provision.mark]}): {provision.says}")
    return lines


def _others(one: Explanation, day: date) -> list[str]:
    others = [other.name for other in explanations.of_topic(one.topic, day) if other.name != one.name]
    return ["", f"Bài khác cùng chủ đề: {', '.join(others)}"] if others else []


def _for_whom(one: Explanation) -> str:
    return ", ".join(_AUDIENCE[audience] for audience in one.audience)


def _days(one: Explanation) -> str:
    ends = f" đến {shown.day(one.until)}" if one.until is not None else ""
    return f"từ {shown.day(one.start)}{ends}"
