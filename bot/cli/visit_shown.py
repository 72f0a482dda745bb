"""How are visits, their teams and what they led to written at the terminal? Names masked, sums never."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from bot.cli import shown
from casework import people, places
from casework.books import Books
from casework.clock import today
from casework.mobilisation import Team, team
from casework.visit_outcomes import Followed
from casework.visits import Outcome, Visit, Why, open_visits
from messages.library import Lang, say
from messages.vietnamese import masked_name

WHYS = {
    Why.NO_ANSWER: "không trả lời tin nhắc",
    Why.NO_CHANNEL: "chưa có kênh nhắn tin",
    Why.ASKED: "theo yêu cầu",
    Why.NOT_HOME: "lần trước vắng nhà",
}
OUTCOMES = {one: say(Lang.VI, f"visit.{one.value}") for one in Outcome}
_NO_COMMUNE = "chưa rõ xã"


def listed(books: Books, *, commune_id: int | None, until: date | None) -> list[str]:
    """The open visits by commune and team, and how many are late."""
    visits = open_visits(books, commune_id=commune_id, until=until)
    if not visits:
        return ["Không có lượt vận động nào chưa đi."]
    late = sum(1 for one in visits if one.due_on < today(books.clock))
    said = f"{len(visits)} lượt chưa đi" + (f", {late} lượt đã quá ngày." if late else ".")
    rows = [_row(books, one) for one in visits]
    communes = Counter(row[1] for row in rows)
    return [said, *shown.table(rows), *(f"{name}: {many} lượt" for name, many in sorted(communes.items()))]


def line(books: Books, one: Visit) -> str:
    """One visit in a line."""
    return "  ".join(_row(books, one))


def teams(books: Books, known: Sequence[Team]) -> list[str]:
    """Who goes where, and how many visits a day they can make."""
    if not known:
        return ["Chưa có tổ vận động nào. Thêm: gandan visit team --help"]
    lines = []
    for one in known:
        lines.append(f"{commune_name(books, one.commune_id)}: {one.name}, mỗi ngày {one.visits_a_day} lượt")
        lines += [f"    {member.name}, {member.role}" for member in one.members]
    return lines


def led_to(books: Books, followed: Followed) -> list[str]:
    """What the report began."""
    said = []
    if followed.promise_id is not None:
        said.append("Đã ghi lời hẹn nộp tiền.")
    if followed.claim_id is not None:
        said.append("Đã ghi lời báo đã nộp; tin nhắc tạm ngừng đến khi cán bộ xem. Xem: gandan claim list")
    if followed.repair_id is not None:
        said.append("Đã mở việc tìm lại liên hệ. Xem: gandan repair list")
    if followed.question is not None:
        said.append(f"Câu hỏi đã vào hộp hỏi đáp, mã {followed.question}; câu trả lời đến thẳng người dân.")
    if followed.again_on is not None:
        said.append(f"Sẽ đi lại trước {shown.day(followed.again_on)}.")
    return said


def commune_name(books: Books, commune_id: int | None) -> str:
    """The commune's name, or that none is known."""
    found = None if commune_id is None else places.find_by_id(books, commune_id)
    return _NO_COMMUNE if found is None else found.name


def team_name(books: Books, team_id: int | None) -> str:
    """The team's name; empty where the commune has none."""
    found = None if team_id is None else team(books, team_id)
    return "" if found is None else found.name


def _row(books: Books, one: Visit) -> tuple[str, ...]:
    return (
        one.reference,
        commune_name(books, one.commune_id),
        team_name(books, one.team_id) or "chưa có tổ",
        masked_name(people.name_of(books, one.party_id) or ""),
        f"trước {shown.day(one.due_on)}",
        WHYS[one.why],
    )
