"""How is a campaign's cost read: which line, how many, at what price, which sum?"""

from __future__ import annotations

from messages.vietnamese import dong, grouped
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.costs import GONE, CostLine, Costs, Item

ITEM_WORDS = {
    Item.LETTER: "thư có mã",
    Item.KM: "km đi lại",
    Item.PERSON_DAY: "người đi một ngày",
}
NO_PRICE = "chưa có đơn giá"


def line_words(line: CostLine) -> str:
    """What the line counts: ``tin nhắn qua telegram``."""
    if line.item is not Item.MESSAGE:
        return ITEM_WORDS[line.item]
    return "tin nhắn, kênh không còn" if line.account == GONE else f"tin nhắn qua {line.account}"


def not_counted(campaign: Campaign) -> str | None:
    """Before the start: which steps' messages are in no sum, because nobody has set their days yet; None: all are."""
    steps = [str(number) for number, _, step in campaign.numbered() if step.anchor.comes_and_goes]
    if campaign.started_at is not None or not steps:
        return None
    return (
        f"Chưa tính tin của bước {', '.join(steps)}: các bước này theo lời hẹn, kỳ trả hoặc lịch gặp, có ngày ấy mới lập. "
        f"Muốn ước tính: gandan rehearse «{campaign.plan.name}»."
    )


def cost_rows(found: Costs) -> list[tuple[str, ...]]:
    """Words, planned, actual, price, planned đồng, actual đồng; then the sums."""
    rows = [
        (
            line_words(line),
            grouped(line.planned),
            grouped(line.actual),
            _sum(line.rate),
            _sum(line.planned_dong),
            _sum(line.actual_dong),
        )
        for line in found.lines
    ]
    return [*rows, ("Cộng", "", "", "", dong(found.planned), dong(found.actual))]


def _sum(amount: int | None) -> str:
    return NO_PRICE if amount is None else dong(amount)
