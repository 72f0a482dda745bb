"""How does an office word a text for itself? One writes it, the linter reads it, another person lets it go.

Each save is a version of its own, so that nothing that anybody read is ever overwritten. An approval is bound to the hash of
words and days that were shown; whoever wrote any of the versions that the words grew from may not give it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, update

from casework import audit
from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from casework.staff import LEADERS, Role, Staff
from messages.approved_facts import approved_facts
from messages.contents import campaign_texts
from messages.library import text_of
from messages.office_texts import OPEN, OfficeText, State, find, of_key
from messages.tables import office_text
from messages.text_verdict import Verdict, grave, tidy, verdicts
from messages.texts_file import OFFICE_VERSIONS

WRITERS = frozenset({Role.LEGAL, *LEADERS})
APPROVERS = LEADERS
LONGEST_NOTE = 1_000  # characters


class TextRefused(Exception):
    """It cannot be done; the message says why and what to do."""


class NotTheirs(TextRefused):
    """Not by this person: their own words, or not their role."""


class Overtaken(TextRefused):
    """Somebody else was quicker: what was shown is no longer what is there."""


class Unfit(TextRefused):
    """The linter's verdict."""

    def __init__(self, found: Sequence[Verdict]) -> None:
        super().__init__("Lời nhắn còn chỗ phải sửa. Hãy sửa từng chỗ ghi bên dưới rồi lưu lại.")
        self.verdicts = tuple(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """What somebody writes: the Vietnamese, the English ("" for none), the days it is said (None: until further)."""

    vi: str
    en: str
    starts_on: date
    ends_on: date | None


def may_be_worded(key: str) -> bool:
    """Whether an office may say this text in words of its own: the reminders of a campaign, whose words are approved with it."""
    return key in campaign_texts()


def read(books: Books, key: str, wording: Wording) -> list[Verdict]:
    """The linter's verdict on a wording."""
    return verdicts(key, wording.vi, wording.en, approved_facts(books))


def write(books: Books, key: str, wording: Wording, who: Staff, *, based_on: int, newest: int) -> OfficeText:
    """Keep a draft; one that waited or was returned gives way to it. Raises ``TextRefused``.

    ``based_on``: the version whose words the writer began with; ``newest``: the last one that they knew of.
    """
    _require(who, WRITERS)
    if not may_be_worded(key):
        raise TextRefused("Lời này do chương trình giữ, cơ quan không sửa được. Chỉ lời nhắc trong đợt là sửa được.")
    before = of_key(books, key)
    if newest != _last(before):
        raise Overtaken(
            "Trong lúc ông/bà sửa, đã có người lưu bản khác. Hãy xem bản mới nhất rồi sửa tiếp trên bản đó."
        )
    wording = Wording(vi=tidy(wording.vi), en=tidy(wording.en), starts_on=wording.starts_on, ends_on=wording.ends_on)
    _refuse_days(books, wording)
    if found := grave(read(books, key, wording)):
        raise Unfit(found)
    _refuse_unchanged(key, wording, before)
    _replace_open(books, key)
    row = _row(books, key, wording, who, version=max(_last(before), OFFICE_VERSIONS - 1) + 1, based_on=based_on)
    books.conn.execute(insert(office_text), row)
    audit.record(books, audit.staff(who.id), audit.Action.TEXT_WRITTEN, named(key, row["version"]))
    return _known(books, key, row["version"])


def submit(books: Books, key: str, version: int, who: Staff) -> OfficeText:
    """Ask another person to read a draft. Raises ``TextRefused``: no draft, or not fit to be read by a citizen."""
    _require(who, WRITERS)
    one = _wanted(books, key, version)
    if one.state is not State.DRAFT:
        raise Overtaken("Bản này không còn là bản nháp. Hãy mở bản mới nhất.")
    if found := read(books, key, wording_of(one)):
        raise Unfit(found)
    _move(books, one, State.DRAFT, {"state": State.WAITING.value})
    audit.record(books, audit.staff(who.id), audit.Action.TEXT_SUBMITTED, named(key, version))
    return _known(books, key, version)


def approve(books: Books, key: str, version: int, seen: str, who: Staff) -> OfficeText:
    """From its first day on, plans that are made take these words. ``seen``: the hash of what the approver was shown.

    Raises ``TextRefused``: one's own, another role, other words by now, or no longer fit.
    """
    _require(who, APPROVERS, "Chỉ thủ trưởng hoặc phó thủ trưởng được duyệt lời nhắn. Hãy trình lãnh đạo.")
    one = _of_another(books, key, version, who)
    if one.words_hash != seen:
        raise Overtaken("Lời chờ duyệt không còn đúng như lời đã hiện. Hãy mở lại trang, đọc lại rồi duyệt.")
    if one.ends_on is not None and one.ends_on < today(books.clock):
        raise TextRefused("Ngày dùng cuối của bản này đã qua. Hãy trả lại để người viết chọn ngày khác.")
    if found := read(books, key, wording_of(one)):
        raise Unfit(found)
    return _decided(books, one, State.APPROVED, who, "")


def send_back(books: Books, key: str, version: int, note: str, who: Staff) -> OfficeText:
    """It is to be written anew. Raises ``TextRefused``: not waiting, one's own, or no reason."""
    _require(who, WRITERS)
    one = _of_another(books, key, version, who)
    said = " ".join(note.split())
    if not said:
        raise TextRefused("Trả lại thì phải nói vì sao. Hãy ghi lý do.")
    if len(said) > LONGEST_NOTE:
        raise TextRefused(f"Lý do dài hơn {LONGEST_NOTE} ký tự. Hãy viết ngắn lại.")
    return _decided(books, one, State.RETURNED, who, said)


def retire(books: Books, key: str, version: int, who: Staff) -> OfficeText:
    """These words are said to nobody any more: the approved version before them is, or the shipped text.

    A campaign that was let go with them stops itself before its next message. Raises ``TextRefused``.
    """
    _require(who, WRITERS)
    one = _wanted(books, key, version)
    gone = {"state": State.RETIRED.value, "retired_by": who.id, "retired_at": books.clock.now()}
    _move(books, one, State.APPROVED, gone)
    audit.record(books, audit.staff(who.id), audit.Action.TEXT_RETIRED, named(key, version))
    return _known(books, key, version)


def retire_all(books: Books, key: str, who: Staff) -> int:
    """Back to the shipped text; how many versions were said until now. Raises ``TextRefused``."""
    approved = [one for one in of_key(books, key) if one.state is State.APPROVED]
    for one in approved:
        retire(books, key, one.version, who)
    return len(approved)


def note_refused(books: Books, key: str, version: int, who: Staff, what: audit.Action) -> None:
    """That somebody tried what is not theirs stands in the trail."""
    audit.record(books, audit.staff(who.id), what, named(key, version), purpose="not_theirs", result="refused")


def writers_of(books: Books, one: OfficeText) -> frozenset[int]:
    """Everybody who wrote a version that these words grew from, back to the last that another person approved."""
    several = {each.version: each for each in of_key(books, one.key)}
    found, before = {one.written_by}, several.get(one.based_on)
    while before is not None and before.state not in (State.APPROVED, State.RETIRED) and before.version < one.version:
        found.add(before.written_by)
        one, before = before, several.get(before.based_on)
    return frozenset(found)


def wording_of(one: OfficeText) -> Wording:
    """What stands in a version."""
    return Wording(vi=one.vi, en=one.en or "", starts_on=one.starts_on, ends_on=one.ends_on)


def named(key: str, version: int) -> str:
    """How a version is named in the trail."""
    return f"text:{key}/{version}"


def _require(who: Staff, roles: frozenset[Role], sentence: str = "") -> None:
    if not who.active or who.role not in roles:
        raise NotTheirs(sentence or "Vai trò này không sửa lời nhắn. Hãy nhờ cán bộ pháp lý hoặc lãnh đạo.")


def _of_another(books: Books, key: str, version: int, who: Staff) -> OfficeText:
    one = _wanted(books, key, version)
    if who.id in writers_of(books, one):
        raise NotTheirs("Không tự duyệt hay trả lại lời mình viết. Hãy nhờ một người khác đọc.")
    if one.state is not State.WAITING:
        raise Overtaken("Bản này không còn chờ duyệt. Hãy mở bản mới nhất.")
    return one


def _refuse_days(books: Books, wording: Wording) -> None:
    if wording.starts_on < today(books.clock):
        raise TextRefused("Ngày dùng đầu tiên đã qua. Hãy chọn từ hôm nay trở đi.")
    if wording.ends_on is not None and wording.ends_on < wording.starts_on:
        raise TextRefused("Ngày dùng cuối trước ngày dùng đầu tiên. Hãy chọn lại, hoặc để trống ngày cuối.")


def _refuse_unchanged(key: str, wording: Wording, before: Sequence[OfficeText]) -> None:
    shipped = text_of(key)
    if wording.vi == shipped.vi and not wording.en:
        raise TextRefused("Đúng là lời của chương trình. Hãy sửa một chữ, hoặc bấm «Trở về lời của chương trình».")
    last = before[-1] if before else None
    if last is not None and last.state in OPEN and wording_of(last) == wording:
        raise TextRefused("Chưa đổi chữ nào so với bản đã lưu. Không cần lưu lại.")


def _replace_open(books: Books, key: str) -> None:
    waiting = office_text.c.state.in_([one.value for one in OPEN])
    books.conn.execute(update(office_text).where(office_text.c.key == key, waiting).values(state=State.REPLACED.value))


def _row(books: Books, key: str, wording: Wording, who: Staff, *, version: int, based_on: int) -> dict[str, Any]:
    return {
        "id": new_id(), "key": key, "version": version, "based_on": based_on, "vi": wording.vi, "en": wording.en or None,
        "words_hash": words_hash(key, wording), "state": State.DRAFT.value, "starts_on": wording.starts_on,
        "ends_on": wording.ends_on, "written_by": who.id, "written_at": books.clock.now(),
    }  # fmt: skip


def words_hash(key: str, wording: Wording) -> str:
    """What an approval is bound to: SHA-256 over words and days; another letter or day, another hash."""
    last = "" if wording.ends_on is None else wording.ends_on.isoformat()
    said = [key, wording.vi, wording.en, wording.starts_on.isoformat(), last]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _decided(books: Books, one: OfficeText, state: State, who: Staff, note: str) -> OfficeText:
    values: dict[str, Any] = {"state": state.value, "decided_by": who.id, "decided_at": books.clock.now()}
    if note:
        values["note_sealed"] = books.keys.seal("office_text", "note_sealed", one.id, note)
    _move(books, one, State.WAITING, values)
    action = audit.Action.TEXT_DECIDED
    audit.record(books, audit.staff(who.id), action, named(one.key, one.version), purpose=state.value)
    return _known(books, one.key, one.version)


def _move(books: Books, one: OfficeText, before: State, values: dict[str, Any]) -> None:
    there = update(office_text).where(office_text.c.id == one.id, office_text.c.state == before.value)
    if books.conn.execute(there.values(**values)).rowcount == 0:
        raise Overtaken("Bản này đã đổi tình trạng. Hãy mở lại trang để xem bản mới nhất.")


def _last(several: Sequence[OfficeText]) -> int:
    return several[-1].version if several else 0


def _wanted(books: Books, key: str, version: int) -> OfficeText:
    one = find(books, key, version)
    if one is None:
        raise TextRefused("Không có bản này. Hãy chọn một bản trong danh sách.")
    return one


def _known(books: Books, key: str, version: int) -> OfficeText:
    one = find(books, key, version)
    assert one is not None  # noqa: S101  # just written
    return one
