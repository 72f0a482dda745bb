"""How is a campaign told at the terminal: its plan, its preview, its results?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from bot.cli import report_shown, shown
from bot.cli.campaign_reasons import why
from bot.cli.campaign_standing import standing
from casework import staff
from casework.books import Books
from messages.contents import campaign_texts
from messages.library import text_of
from messages.vietnamese import dong
from scheduler.plans.campaigns import Campaign
from scheduler.plans.previews import Preview
from scheduler.plans.reports import CampaignReport
from scheduler.plans.selection_words import in_words, narrowing
from scheduler.plans.status_words import STATUS_WORDS
from scheduler.steps.step import Step
from scheduler.steps.step_words import step_in_words


def texts() -> list[str]:
    """The templates that a step may use, with their first line."""
    rows = [(key, text_of(key).vi.split("\n", 1)[0]) for key in campaign_texts()]
    return shown.table([("MẪU", "BẮT ĐẦU BẰNG"), *rows])


def listed(known: Iterable[Campaign]) -> list[str]:
    """One line each, newest first."""
    rows = [
        (one.plan.name, STATUS_WORDS[one.status], f"{shown.day(one.plan.starts_on)}-{shown.day(one.plan.ends_on)}",
         one.plan.plan_number)
        for one in known
    ]  # fmt: skip
    head = ("TÊN", "TRẠNG THÁI", "THỜI GIAN", "KẾ HOẠCH")
    return shown.table([head, *rows]) if rows else ["Chưa có đợt nào. Lập: gandan campaign create --help"]


def plan(books: Books, campaign: Campaign) -> list[str]:
    """What it is to do, and who stands behind it."""
    behind = [f"lập: {_name(books, campaign.made_by)}, {shown.moment(campaign.made_at)}"]
    if campaign.approved_by is not None and campaign.approved_at is not None:
        behind.append(f"duyệt: {_name(books, campaign.approved_by)}, {shown.moment(campaign.approved_at)}")
    plan = campaign.plan
    period = f"từ {shown.day(plan.starts_on)} đến {shown.day(plan.ends_on)}"
    basis = [f"Căn cứ: {plan.legal_basis}"] if plan.legal_basis else []
    waves = [
        f"  Đợt trọng tâm {number}, {shown.day(wave.starts_on)}-{shown.day(wave.ends_on)}: {wave.focus}"
        + (f"; chỉ các việc {told}" if (told := narrowing(books, wave.selection)) else "")
        for number, wave in enumerate(plan.waves, start=1)
    ]
    return [
        f"{plan.name} ({STATUS_WORDS[campaign.status]})",
        *standing(books, campaign),
        f"Kế hoạch: {plan.plan_number}; {period}; {'; '.join(behind)}",
        *basis,
        in_words(books, plan.selection),
        *waves,
        *(f"  Bước {number}: {_of_wave(step)}{step_in_words(step)}" for number, _, step in campaign.numbered()),
    ]


def _of_wave(step: Step) -> str:
    return "" if step.wave is None else f"đợt trọng tâm {step.wave}, "


def previewed(found: Preview) -> list[str]:
    """Whom it would reach, how many messages on which day, and what they look like."""
    lines = [
        found.words,
        *(f"Đợt trọng tâm {number}: {words}" for number, words in enumerate(found.waves, start=1)),
        *(
            f"Lưu ý: {shown.count(one.people)} người đang thuộc cả đợt trọng tâm {one.first} và {one.second} cùng lúc."
            for one in found.two_at_once
        ),
        f"Thuộc diện: {shown.count(found.eligible)} (một người tính theo từng việc); "
        f"nhắn được ngay: {shown.count(found.reachable)}",
    ]
    lines += [f"  không nhắn được, {why(reason)}: {shown.count(many)}" for reason, many in found.unreachable.items()]
    lines += ["Số tin mỗi ngày:"] if found.per_day else []
    lines += [f"  {shown.day(on)}: {shown.count(many)}" for on, many in found.per_day.items()]
    lines += [f"Qua kênh {account}: {shown.count(many)} tin" for account, many in found.per_account.items()]
    lines += ["Bước không gửi:"] if found.skipped else []
    lines += [f"  {why(reason)}: {shown.count(many)}" for reason, many in found.skipped.items()]
    for sample in found.samples:
        lines += ["", f"--- Tin mẫu cho {sample.name} ---", "Trên màn hình khóa:", *_indented(sample.nudge)]
        for content in sample.contents:
            lines += ["Khi bấm xem:", *_indented(content)]
    return lines


def reported(found: CampaignReport) -> list[str]:
    """Messages, cases, money."""
    steps = [
        ("Bước đã xếp", found.planned),
        ("  đã gửi", found.sent),
        ("    trong đó chưa rõ đã đến", found.uncertain),
        ("    trong đó đã bấm xem", found.opened),
        ("  đang chờ", found.pending),
        ("  đã hủy", found.cancelled),
        ("  bỏ qua", found.skipped),
        ("Việc trong đợt", found.cases),
        ("  đã được nhắc", found.cases_reminded),
        ("  có nộp từ khi chạy", found.cases_paid),
        ("  đã nộp đủ", found.cases_settled),
    ]
    money = [("Phải nộp", found.asked), ("Đã nộp từ khi chạy", found.paid_since), ("Còn lại", found.left)]
    rows = [(words, shown.count(many)) for words, many in steps] + [(words, dong(sum_)) for words, sum_ in money]
    head = f"{found.campaign.plan.name} ({STATUS_WORDS[found.campaign.status]})"
    reviews = report_shown.review_lines(found.reviews) if found.reviews.reviewed else []
    return [head, *shown.table(rows), *_receptions(found), *_reasons(found.reasons), *reviews]


def report_shape(found: CampaignReport) -> dict[str, Any]:
    """The report as programs read it; sums in đồng."""
    names = [
        *("planned", "sent", "pending", "cancelled", "skipped", "uncertain", "opened", "cases", "cases_reminded"),
        *("cases_paid", "cases_settled", "asked", "paid_since", "left", "messages", "reasons"),
    ]
    head = {"name": found.campaign.plan.name, "status": found.campaign.status.value}
    reviews = report_shown.review_shape(found.reviews)
    receptions = asdict(found.receptions)
    return head | {name: getattr(found, name) for name in names} | {"receptions": receptions, "reviews": reviews}


def _receptions(found: CampaignReport) -> list[str]:
    """Nothing for a campaign without reception days."""
    told = found.receptions
    if not told.days and not told.called_off:
        return []
    rows = [
        ("Buổi tiếp công dân của đợt", told.days),
        ("  đã hủy", told.called_off),
        ("Lượt hẹn và đến thẳng", told.booked),
        ("  đến thẳng", told.walk_ins),
        ("  tổ vận động mời", told.by_team),
        ("  đã tiếp", told.received),
        ("    số người, cả người đi cùng", told.people),
        ("  từ chối tiếp", told.refused),
        ("  không đến", told.no_shows),
    ]
    return shown.table((words, shown.count(many)) for words, many in rows)


def _reasons(reasons: Mapping[str, int]) -> list[str]:
    return [f"Lý do: {why(reason)}: {shown.count(many)}" for reason, many in reasons.items()]


def _name(books: Books, staff_id: int) -> str:
    known = staff.find(books, staff_id)
    return known.name if known is not None else "-"


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.split("\n")]
