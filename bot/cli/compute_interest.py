"""``gandan compute interest``: how much late interest, as an estimate, with the working of every line?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bot.cli.compute import Setting
from bot.cli.compute_fields import Fields
from bot.cli.refusal import Refused
from bot.cli.shown import count
from bot.cli.shown import day as shown_day
from casework.interest import DayCount, Interest, InterestLine, Paid, Pause, RateFrom, late_interest
from messages.vietnamese import dong

DECIMALS_SHOWN = 4
DAY_COUNT_WORDS = {
    DayCount.ACTUAL_365: "số ngày thực tế, một năm 365 ngày",
    DayCount.ACTUAL_360: "số ngày thực tế, một năm 360 ngày",
    DayCount.ACTUAL_ACTUAL: "số ngày thực tế, năm nhuận 366 ngày, năm khác 365 ngày",
}
_DAY_COUNTS = {one.value: one for one in DayCount}


def answer(asked: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
    """``{"principal","rate" or "rates","from","until","payments","pauses","day_count"}`` to the sum and its lines."""
    fields = Fields(
        asked,
        needs=("principal", "from", "until"),
        may=("rate", "rates", "payments", "pauses", "day_count"),
    )
    start, until = fields.day("from"), fields.day("until")
    if until < start:
        raise fields.refuse("until", "trước ngày «from»", "xem lại hai ngày này")
    found = late_interest(
        fields.amount("principal"),
        _rate(fields),
        start,
        until,
        payments=[Paid(on=one.day("on"), amount=one.amount("amount")) for one in _payments(fields)],
        pauses=_pauses(fields),
        day_count=_day_count(fields, setting),
    )
    return {
        "interest": found.interest,
        "lines": [line_answer(line) for line in found.lines],
        "estimate": found.estimate,
        "day_count": found.day_count.value,
        "citations": [str(one) for one in found.citations],
    }


def line_answer(line: InterestLine) -> dict[str, Any]:
    """One line as JSON."""
    return {
        "from": line.start.isoformat(),
        "until": line.until.isoformat(),
        "days": line.days,
        "principal": line.principal,
        "rate": rate_text(line.rate),
        "interest": line.interest,
        "working": working(line),
    }


def shown(asked: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
    """Line by line, the sum, on what days it was counted, where it stands in the law."""
    lines = [_line_shown(line) for line in answer["lines"]] or ["Không có ngày nào phải tính lãi."]
    return [
        *lines,
        f"Cộng lãi ước tính: {dong(answer['interest'])}.",
        f"Cách đếm ngày: {DAY_COUNT_WORDS[DayCount(answer['day_count'])]}.",
        "Đây chỉ là ước tính; số do cơ quan tính mới có giá trị. Không tính lãi trên lãi.",
        f"Căn cứ: {'; '.join(answer['citations'])}.",
    ]


def shown_estimate(found: Interest) -> list[str]:
    """A line for each stretch, as ``shown`` writes them."""
    return [_line_shown(line_answer(line)) for line in found.lines] or ["Không có ngày nào phải tính lãi."]


def working(line: InterestLine) -> str:
    """``50.000.000 × 10% × 31 ÷ 365 = 424.657,5342… → 424.658``; the dots say that more digits follow."""
    head = f"{count(line.principal)} × {rate_text(line.rate, ',')}% × {line.days} ÷ {line.year_days}"
    exact = Fraction(line.rate) * Fraction(line.principal * line.days, 100 * line.year_days)
    whole, rest = divmod(exact.numerator, exact.denominator)
    if not rest:
        return f"{head} = {count(whole)}"
    digits, more = divmod(rest * 10**DECIMALS_SHOWN, exact.denominator)
    decimals = f"{digits:0{DECIMALS_SHOWN}}" + "…" if more else f"{digits:0{DECIMALS_SHOWN}}".rstrip("0")
    return f"{head} = {count(whole)},{decimals} → {count(line.interest)}"


def rate_text(rate: Decimal, comma: str = ".") -> str:
    """Percent a year without idle noughts: ``10``, ``9.5``."""
    plain = f"{rate:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", comma)


def _line_shown(line: Mapping[str, Any]) -> str:
    start, until = (shown_day(date.fromisoformat(line[name])) for name in ("from", "until"))
    return f"Từ {start} đến trước {until}: {line['days']} ngày; {line['working']} đồng."


def _rate(fields: Fields) -> Decimal | list[RateFrom]:
    if fields.has("rate") is fields.has("rates"):
        raise Refused('Cần đúng một trong hai trường «rate» và «rates». Hãy ghi "rate": 10, hoặc danh sách các mức.')
    if fields.has("rate"):
        return fields.percent("rate")
    rates = [RateFrom(since=one.day("from"), percent=one.percent("rate")) for one in _rows(fields)]
    days = [rate.since for rate in rates]
    if len(set(days)) < len(days):
        raise fields.refuse("rates", "có hai mức cùng một ngày", "giữ lại một mức cho mỗi ngày")
    if not days or min(days) > fields.day("from"):
        raise fields.refuse("rates", "chưa có mức lãi cho ngày «from»", "ghi mức đầu từ ngày đó hoặc trước đó")
    return rates


def _rows(fields: Fields) -> Sequence[Fields]:
    return fields.each("rates", needs=("from", "rate"))


def _payments(fields: Fields) -> Sequence[Fields]:
    return fields.each("payments", needs=("on", "amount"))


def _pauses(fields: Fields) -> list[Pause]:
    pauses = []
    for one in fields.each("pauses", needs=("from",), may=("until",)):
        start, until = one.day("from"), one.day_or_none("until")
        if until is not None and until < start:
            raise one.refuse("until", "trước ngày «from»", "xem lại hai ngày này; còn đang dừng thì bỏ trường này")
        pauses.append(Pause(start=start, until=until))
    return pauses


def _day_count(fields: Fields, setting: Setting) -> DayCount:
    return fields.choice("day_count", _DAY_COUNTS) if fields.has("day_count") else DayCount(setting.day_count)
