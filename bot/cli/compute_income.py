"""``gandan compute income``: what must be left to a debtor of income, business takings or the price of the only home?"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from bot.cli.compute import Setting
from bot.cli.compute_fields import Fields
from bot.cli.shown import day as shown_day
from casework.citations import NEW_LAW_FROM
from casework.income_floor import REGIONS, WAGES, Left, for_rent, of_income, of_takings
from messages.vietnamese import dong

MOST_DEPENDANTS = 50

WHEN_HOME = "Chỉ trích lại khi bán nhà ở duy nhất mà người phải thi hành án sau đó không còn đủ tiền thuê nhà (khoản 2 Điều 89)."
UNLESS_AGREED = "Các bên có thể thỏa thuận khác về phần để lại cho chính người phải thi hành án."


class Of(StrEnum):
    """Of what something is left."""

    INCOME = "income"
    TAKINGS = "takings"
    HOME = "home"


def answer(asked: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
    """``{"on","region","income","dependants"}``; with ``"of":"takings"`` ``working_minimum``, with ``"of":"home"`` neither."""
    of = Of.INCOME
    if asked.get("of") is not None:
        of = Fields({"of": asked["of"]}, may=("of",)).choice("of", {one.value: one for one in Of})
    found = _left(of, asked)
    return {
        "must_be_left": found.must_be_left,
        "may_be_deducted": found.may_be_deducted,
        "regional_wage": found.wage,
        "unconfirmed_year": found.unconfirmed_year,
        "citations": [str(one) for one in found.citations],
    }


def shown(asked: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
    """What is left, what may be taken, on which condition, and whether the year's wage is known."""
    lines = [
        f"Mức lương tối thiểu tháng của vùng: {dong(answer['regional_wage'])}.",
        f"Phải để lại: {dong(answer['must_be_left'])}.",
        f"Nhiều nhất được trừ: {dong(answer['may_be_deducted'])}.",
    ]
    lines.append(WHEN_HOME if asked.get("of") == Of.HOME else UNLESS_AGREED)
    if answer["unconfirmed_year"]:
        known = shown_day(WAGES[-1].known_until)
        lines.append(f"Mức lương tối thiểu sau ngày {known} chưa được xác nhận; số này còn có thể đổi.")
    return [*lines, f"Căn cứ: {'; '.join(answer['citations'])}."]


def _left(of: Of, asked: Mapping[str, Any]) -> Left:
    extra = {Of.INCOME: ("dependants",), Of.TAKINGS: ("working_minimum",), Of.HOME: ()}[of]
    fields = Fields(asked, needs=("on", "region", "income", *extra), may=("of",))
    on, region, money = fields.day("on"), fields.whole("region", REGIONS[0], REGIONS[-1]), fields.amount("income")
    if on < NEW_LAW_FROM:
        raise fields.refuse("on", "trước ngày 01/7/2026, khi luật hiện hành có hiệu lực", "ghi một ngày từ đó về sau")
    if of is Of.TAKINGS:
        return of_takings(on, region, money, fields.amount("working_minimum"))
    if of is Of.HOME:
        return for_rent(on, region, money)
    return of_income(on, region, money, fields.whole("dependants", 0, MOST_DEPENDANTS))
