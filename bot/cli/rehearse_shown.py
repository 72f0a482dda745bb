"""How is the outlook of a campaign told before it starts: both targets first, then the load, the cost, what would help?"""

from __future__ import annotations

from collections import Counter
from typing import Any

from bot.cli.campaign_reasons import why
from bot.cli.shown import count, day, table
from messages.results.sheets import Cell, Sheet
from scheduler.rehearsal.forecast import Expected
from scheduler.rehearsal.outlook import Outlook
from scheduler.rehearsal.tally import What

MOST_OFFICERS = 12  # shown at the terminal; the workbook has all
MOST_REASONS = 8
_NOTHING_SENT = "Không tin nào được gửi, sổ thật không thay đổi."


def lines(found: Outlook) -> list[str]:
    """For whoever starts the campaign."""
    told = _in_short(found)
    told += ["", "SỐ TIN MỖI TUẦN (trung bình)", *table(_as_text(_weeks(found)))]
    told += ["", "VIỆC CỦA TỪNG CÁN BỘ (cả đợt)", *table(_as_text(_officers(found)[: MOST_OFFICERS + 1]))]
    told += ["", "TIN KHÔNG ĐI, VÌ SAO (trung bình)", *table(_as_text(_reasons(found)[: MOST_REASONS + 1]))]
    if found.gains:
        told += ["", "ĐIỀU GÌ LÀM KẾT QUẢ ĐỔI NHIỀU NHẤT", *table(_as_text(_gains(found)))]
    return [*told, "", _where_from(found)]


def _in_short(found: Outlook) -> list[str]:
    plan, many = found.campaign.plan, len(found.rehearsals)
    told = [
        f"Diễn tập «{plan.name}» {count(many)} lần, từ {day(found.rehearsals[0].first)} đến {day(found.rehearsals[0].last)}.",
        _NOTHING_SENT,
        "",
        _target("Việc nộp xong", found.cases, plan.target_cases, found.reaches_cases, " việc", many),
        _target("Tiền thu", found.dong, plan.target_money, found.reaches_dong, " đồng", many),
        f"Tin nhắc: {_between(found.sent, ' tin')}.",
    ]
    if found.busiest is not None:
        told.append(f"Ngày nhiều tin nhất: {day(found.busiest[0])}, khoảng {count(round(found.busiest[1]))} tin.")
    if found.ends_on is not None:
        told.append(f"Tin cuối cùng thường đi vào {day(found.ends_on)}.")
    if found.cost.high > 0:
        told.append(f"Chi phí: {_between(found.cost, ' đồng')}.")
    return told


def as_json(found: Outlook) -> dict[str, Any]:
    """The outlook as programs read it."""
    return {
        "campaign": found.campaign.plan.name,
        "rehearsals": len(found.rehearsals),
        "cases": _shape(found.cases) | {"target": found.campaign.plan.target_cases, "reached": found.reaches_cases},
        "dong": _shape(found.dong) | {"target": found.campaign.plan.target_money, "reached": found.reaches_dong},
        "sent": _shape(found.sent),
        "cost": _shape(found.cost),
        "ends_on": None if found.ends_on is None else found.ends_on.isoformat(),
        "weeks": [
            {
                "monday": week.monday.isoformat(),
                "sent": week.sent,
                "replied": week.replied,
                "answered": week.answered,
                "waiting": week.waiting,
                "payments": week.payments,
                "dong": week.dong,
            }
            for week in found.weeks
        ],
        "officers": {
            str(one.officer): {"replied": one.replied, "answered": one.answered, "longest": one.longest}
            for one in found.officers
        },
        "gains": [{"lever": one.lever.name, "cases": one.cases, "dong": one.dong} for one in found.gains],
        "digests": [one.digest for one in found.rehearsals],
    }


def sheets(found: Outlook) -> list[Sheet]:
    """Every table, and every single rehearsal."""
    told: tuple[tuple[Cell, ...], ...] = tuple((line,) for line in _in_short(found) if line)
    each: list[tuple[Cell, ...]] = [("Lần", "Việc xong", "Tiền thu", "Tin", "Trả lời", "Chờ nhiều nhất", "Mã kiểm tra")]
    each += [
        (one.seed, one.cases, one.dong, one.steps.sent, one.total(What.REPLIED), max(one.waiting.values(), default=0),
         one.digest)
        for one in found.rehearsals
    ]  # fmt: skip
    kept = [Sheet(name="Dự báo", rows=told), Sheet(name="Từng lần", rows=tuple(each))]
    kept.append(Sheet(name="Từng tuần", rows=_weeks(found)))
    kept.append(Sheet(name="Từng cán bộ", rows=_officers(found)))
    kept.append(Sheet(name="Tin không đi", rows=_reasons(found)))
    return kept + ([Sheet(name="Điều làm đổi", rows=_gains(found))] if found.gains else [])


def _target(what: str, expected: Expected, target: int | None, reached: float | None, unit: str, many: int) -> str:
    told = f"{what}: {_between(expected, unit)}"
    if target is None or reached is None:
        return f"{told}; đợt chưa ghi chỉ tiêu."
    return f"{told}; chỉ tiêu {count(target)}{unit}: đạt trong {round(reached * many)} trên {many} lần."


def _between(expected: Expected, unit: str) -> str:
    """In four of five campaigns the real figure lies inside."""
    low, middle, high = (count(round(value)) for value in (expected.low, expected.middle, expected.high))
    return f"khoảng {middle}{unit} (10 đợt như vậy thì 8 đợt từ {low} đến {high}{unit})"


def _weeks(found: Outlook) -> tuple[tuple[Cell, ...], ...]:
    head: tuple[Cell, ...] = ("Tuần từ", "Tin đi", "Dân trả lời", "Cán bộ đã trả lời", "Còn chờ", "Lần nộp", "Đồng")
    rows: list[tuple[Cell, ...]] = []
    for week in found.weeks:
        figures = (week.sent, week.replied, week.answered, week.waiting, week.payments, week.dong)
        rows.append((day(week.monday), *(round(figure) for figure in figures)))
    return (head, *rows)


def _officers(found: Outlook) -> tuple[tuple[Cell, ...], ...]:
    names = found.names
    head: tuple[Cell, ...] = ("Cán bộ", "Dân trả lời", "Đã trả lời", "Chờ nhiều nhất")
    busiest = sorted(found.officers, key=lambda one: (-one.longest, -one.replied, one.officer))
    rows = [
        (names.get(one.officer, "Chưa giao ai"), round(one.replied), round(one.answered), round(one.longest))
        for one in busiest
    ]
    return (head, *rows)


def _reasons(found: Outlook) -> tuple[tuple[Cell, ...], ...]:
    counts: Counter[str] = Counter()
    for one in found.rehearsals:
        counts.update(one.steps.reasons)
    rows = [(why(reason), round(many / len(found.rehearsals))) for reason, many in counts.most_common()]
    return (("Vì sao", "Bước"), *rows)


def _gains(found: Outlook) -> tuple[tuple[Cell, ...], ...]:
    rows = [(one.lever.words, round(one.cases), round(one.dong)) for one in found.gains]
    return (("Nếu", "Thêm việc xong", "Thêm đồng"), *rows)


def _where_from(found: Outlook) -> str:
    if found.learned.campaigns and found.learned.seen:
        return (
            f"Thói quen của dân: lấy từ {count(found.learned.campaigns)} đợt đã kết thúc của cơ quan, phần còn thiếu là "
            "giả định. Sửa bằng --people TỆP."
        )
    return "Thói quen của dân là giả định, chưa có đợt nào đã kết thúc để học. Sửa bằng --people TỆP."


def _as_text(rows: tuple[tuple[Cell, ...], ...]) -> list[list[str]]:
    return [[count(cell) if isinstance(cell, int) else str(cell or "") for cell in row] for row in rows]


def _shape(expected: Expected) -> dict[str, float]:
    return {"middle": expected.middle, "low": expected.low, "high": expected.high}
