"""How is the result of an experiment told to people who work at the agency: a sentence, and the way of everybody?"""

from __future__ import annotations

from typing import Any

from bot.cli.shown import count, day, table
from messages.results.sheets import Cell, Sheet
from scheduler.experiments.facts import Arm, Experiment, Outcome, Stratum, Unit
from scheduler.experiments.flow import DECEASED, ENTRUSTED, Flow
from scheduler.experiments.people import NO_COMMUNE
from scheduler.experiments.promised import Assumed, Promise
from scheduler.experiments.results import Result
from scheduler.steps.reasons import NO_CHAT, NO_CONSENT

UNIT_WORDS = {Unit.PERSON: "từng người", Unit.COMMUNE: "cả xã"}
OUTCOME_WORDS = {
    Outcome.PAYMENT: "đã nộp tiền",
    Outcome.APPEARANCE: "đã giữ lịch gặp đến giờ hẹn",
    Outcome.AGREEMENT: "có thỏa thuận thi hành án",
}
STRATUM_WORDS = {Stratum.OFFICER: "chấp hành viên", Stratum.OFFICE: "phòng", Stratum.SUM: "mức tiền còn phải nộp"}
ARM_WORDS = {Arm.REMINDED: "Nhóm được nhắc", Arm.HELD_OUT: "Nhóm chưa nhắc"}
REASON_WORDS = {
    NO_CHAT: "chưa có kênh liên lạc",
    NO_CONSENT: "chưa đồng ý nhận tin nhắc",
    NO_COMMUNE: "chưa rõ xã, phường",
    DECEASED: "đã chết",
    ENTRUSTED: "việc đã ủy thác nơi khác",
}
_RIGHTS = (
    "Nhóm chưa nhắc vẫn được trả lời, đặt lịch, biết thời hạn khi hỏi; tin về lời hẹn, kỳ trả và lịch gặp vẫn gửi đủ."
)


def registered(question: Experiment) -> list[str]:
    """What was registered, line by line."""
    by = ", ".join(STRATUM_WORDS[one] for one in question.strata) or "không chia nhóm"
    return [
        f"Câu hỏi: nhắc có làm thêm người {OUTCOME_WORDS[question.outcome]} trong {question.days} ngày không?",
        f"Rút thăm theo {UNIT_WORDS[question.unit]}, giữ lại {_percent(question.share)} chưa nhắc, cân theo: {by}.",
        f"Dự kiến khi không nhắc {_percent(question.baseline)}; chênh lệch cần thấy {_points(question.smallest_effect)}; "
        f"khả năng thấy từ {_percent(question.power)}; báo nhầm {_percent(question.level)}.",
        f"Số rút thăm: {question.seed}" + (f" (rút ngày {day(question.drawn_at)})" if question.drawn_at else ""),
        _RIGHTS,
    ]


def promised(assumed: Assumed, found: Promise, unit: Unit, power: float) -> list[str]:
    """What the draw is good for."""
    what = "người" if unit is Unit.PERSON else "xã"
    source = "tính từ sổ" if assumed.from_books else "đã ghi hoặc mặc định, chưa có trong sổ"
    lines = [
        f"{count(found.persons)} người tham gia; {count(found.reminded)} {what} được nhắc, "
        f"{count(found.held_out)} {what} chưa nhắc.",
        f"Tỷ lệ dự kiến khi không nhắc: {_percent(assumed.baseline)} ({source}).",
    ]
    if assumed.icc is not None:
        lines.append(f"Mức giống nhau trong một xã: {assumed.icc:.3f}".replace(".", ","))
    needed = "nhiều hơn mọi số xã có thể có" if found.needed is None else f"{count(found.needed)} {what}"
    lines.append(f"Khả năng thấy chênh lệch: {_percent(found.power)}; muốn {_percent(power)} thì cần {needed}.")
    return lines


def lines(found: Result) -> list[str]:
    """The sentence first, then the table."""
    return [
        f"{found.campaign}: theo dõi từ {day(found.first_day)} đến hết {day(found.last_day)}, tính đến {day(found.as_of)}.",
        "",
        *sentences(found),
        "",
        *table([[_text(cell) for cell in row] for row in flow_sheet(found.flow).rows]),
        "",
        _RIGHTS,
    ]


def sentences(found: Result) -> list[str]:
    """The result in plain words."""
    did = OUTCOME_WORDS[found.experiment.outcome]
    groups = "; ".join(
        f"trong {count(found.people[arm])} người {words}{_communes(found, arm)} có {count(found.with_outcome[arm])} người "
        f"{did} ({_share(found.with_outcome[arm], found.people[arm])})"
        for arm, words in ((Arm.REMINDED, "được nhắc"), (Arm.HELD_OUT, "chưa nhắc"))
    )
    told = [groups[0].upper() + groups[1:] + "."]
    if found.difference is None:
        return [*told, "Chưa so sánh được: mỗi nhóm phải có người (hoặc ít nhất hai xã). Hãy xem lại cách rút thăm."]
    seen = found.difference
    told.append(
        f"Chênh lệch {_points(seen.difference)} (đã cân theo nhóm rút thăm), có thể từ {_points(seen.low)} đến "
        f"{_points(seen.high)}."
    )
    told.append(_verdict(found))
    if not found.final:
        told.append(
            f"Đây là lần xem giữa kỳ thứ {found.looks}; khoảng trên rộng hơn vì đúng cho mọi lần xem. "
            f"Kết quả đã đăng ký có từ ngày sau {day(found.last_day)}."
        )
    return told


def as_json(found: Result) -> dict[str, Any]:
    """The result as programs read it."""
    seen = found.difference
    shown = (
        None if seen is None else {"points": seen.difference, "low": seen.low, "high": seen.high, "level": seen.level}
    )
    return {
        "campaign": found.campaign,
        "unit": found.experiment.unit.value,
        "outcome": found.experiment.outcome.value,
        "first_day": found.first_day.isoformat(),
        "last_day": found.last_day.isoformat(),
        "as_of": found.as_of.isoformat(),
        "final": found.final,
        "looks": found.looks,
        "groups": {
            arm.value: {
                "people": found.people[arm],
                "with_outcome": found.with_outcome[arm],
                "got_reminders": found.flow.tracks[arm].got,
                "lost": dict(found.flow.tracks[arm].lost),
            }
            for arm in Arm
        },
        "difference": shown,
        "assessed": found.flow.assessed,
        "excluded": dict(found.flow.excluded),
        "seed": found.experiment.seed,
    }


def sheets(found: Result) -> list[Sheet]:
    """The result and the flow, for a workbook or CSV."""
    rows: list[tuple[Cell, ...]] = [("Kết quả", "")]
    rows += [(line, None) for line in sentences(found)]
    rows += [(line, None) for line in registered(found.experiment)]
    return [Sheet(name="Kết quả", rows=tuple(rows)), flow_sheet(found.flow)]


def flow_sheet(flow: Flow) -> Sheet:
    """The way of everybody: assessed, excluded, drawn, reminded, lost, counted."""
    rows: list[tuple[Cell, ...]] = [("Số người", "Tất cả", *ARM_WORDS.values())]
    rows.append(("Được xét", flow.assessed, None, None))
    rows.append(("Không đưa vào rút thăm", sum(flow.excluded.values()), None, None))
    rows += [(f"  {REASON_WORDS.get(why, why)}", many, None, None) for why, many in flow.excluded.items()]
    tracks = [flow.tracks[arm] for arm in ARM_WORDS]
    rows.append(("Đã rút thăm", flow.drawn, *(one.drawn for one in tracks)))
    rows.append(("Có tin nhắc của đợt gửi đến", None, *(one.got for one in tracks)))
    rows.append(("Có tin về việc chính họ đã hẹn, thỏa thuận, đặt lịch", None, *(one.got_owed for one in tracks)))
    rows.append(("Không có tin nhắc nào của đợt", None, *(one.not_reached for one in tracks)))
    rows.append(("Không theo dõi tiếp được (vẫn tính)", None, *(sum(one.lost.values()) for one in tracks)))
    for why in sorted({why for one in tracks for why in one.lost}):
        rows.append((f"  {REASON_WORDS.get(why, why)}", None, *(one.lost.get(why, 0) for one in tracks)))
    rows.append(("Được tính kết quả, theo nhóm đã rút", None, *(one.counted for one in tracks)))
    return Sheet(name="Số người", rows=tuple(rows))


def _verdict(found: Result) -> str:
    seen = found.difference
    assert seen is not None  # noqa: S101  # the caller looked
    wanted = found.experiment.smallest_effect
    did = OUTCOME_WORDS[found.experiment.outcome]
    if seen.low > 0:
        return f"Như vậy nhắc có tác dụng: thêm người {did}."
    if seen.high < 0:
        return f"Như vậy người được nhắc lại ít {did} hơn. Hãy xem lại lời nhắc và cách nhắc trước khi nhắc tiếp."
    if seen.high < wanted:
        return f"Như vậy chưa thấy tác dụng; nếu có thì cũng nhỏ hơn mức {_points(wanted)} đã đặt ra."
    return "Như vậy chưa đủ căn cứ để nói nhắc có tác dụng hay không."


def _communes(found: Result, arm: Arm) -> str:
    return f" (ở {count(found.communes[arm])} xã)" if found.experiment.unit is Unit.COMMUNE else ""


def _share(part: int, whole: int) -> str:
    return _percent(part / whole) if whole else "-"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")


def _points(difference: float) -> str:
    return f"{100 * difference:.1f} điểm phần trăm".replace(".", ",")


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return count(cell) if isinstance(cell, int) else str(cell)
