"""``gandan compute fee``: what is the enforcement fee on what a creditor receives?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cli.compute import Setting
from bot.cli.compute_fields import Fields
from bot.cli.shown import day as shown_day
from casework.enforcement_fee import BASE_SALARIES, FREE_UP_TO, Fee, NotCharged, Received, Why, fee_on
from messages.vietnamese import dong

PRINCIPLE = (
    "Người yêu cầu thi hành án nộp phí khi người được thi hành án nhận được tiền, tài sản. Người phải thi hành án không"
    " chịu phí đối với phần đã thi hành trước khi có quyết định thi hành án hoặc trong thời hạn tự nguyện."
)
CHOSEN = "theo Thông tư 216/2016/TT-BTC, cơ quan đã chọn áp dụng"
_NOT_CHARGED = {one.value: one for one in NotCharged}


def answer(asked: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
    """``{"received","paid_within_voluntary_period"}`` and what is known more, to the amount or null, with the reason."""
    fields = Fields(
        asked,
        needs=("received", "paid_within_voluntary_period"),
        may=("on", "received_before", "settled_between_parties", "not_charged"),
    )
    found = fee_on(_received(fields), amounts_on=setting.fee_amounts)
    return {"amount": found.amount, "reason": _reason(found), "citations": [str(one) for one in found.citations]}


def shown(asked: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
    """The amount or why there is none, then where it stands in the law."""
    amount = answer["amount"]
    head = "Không nêu số tiền phí." if amount is None else f"Phí thi hành án: {dong(amount)}."
    return [head, answer["reason"], f"Căn cứ: {'; '.join(answer['citations'])}."]


def _received(fields: Fields) -> Received:
    on = fields.day_or_none("on")
    if on is not None and on < BASE_SALARIES[0].since:
        first = shown_day(BASE_SALARIES[0].since)
        raise fields.refuse("on", f"trước ngày {first}, chưa có mức lương cơ sở", "ghi ngày nhận tiền sau ngày đó")
    return Received(
        amount=fields.amount("received"),
        within_voluntary_period=fields.yes_no("paid_within_voluntary_period"),
        on=on,
        before=fields.amount_or_none("received_before") or 0,
        settled_between_parties=fields.has("settled_between_parties") and fields.yes_no("settled_between_parties"),
        not_charged=fields.choice("not_charged", _NOT_CHARGED) if fields.has("not_charged") else None,
    )


def _reason(fee: Fee) -> str:
    if fee.why is Why.SWITCHED_OFF:
        return f"{PRINCIPLE} Cơ quan chưa bật tính số tiền phí; hãy hỏi cán bộ phụ trách hồ sơ."
    return f"{_because(fee)} ({CHOSEN}). {PRINCIPLE}"


def _because(fee: Fee) -> str:
    base = "" if fee.base is None else f"lương cơ sở {dong(fee.base.amount)} từ ngày {shown_day(fee.base.since)}"
    return {
        Why.VOLUNTARY_PERIOD: "Khoản nộp trong thời hạn tự nguyện không chịu phí",
        Why.NOT_CHARGED: "Khoản này không chịu phí, dù nhận bao nhiêu",
        Why.TOO_SMALL: f"Tổng số đã nhận không quá {FREE_UP_TO} lần {base}",
        Why.BRACKETS: (
            f"Tổng số đã nhận nhiều hơn {FREE_UP_TO} lần {base}; tính theo từng mức trên cả tổng số, trừ phí của các lần nhận trước"
        ),
        Why.ONE_THIRD: f"Các bên tự thanh toán trước khi cưỡng chế: một phần ba mức phí; {base}",
        Why.SWITCHED_OFF: "",
    }[fee.why]
