"""What is asked, and promised, before anybody is reminded?

Only of a draft: whoever approves the campaign approves the draw with it, and nobody can look at the answer before choosing the
question. Refused where the campaign has nobody to hold out fairly, or too few people to find what it is looking for.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import delete, insert

from casework import audit
from casework.books import Books
from casework.clock import today
from casework.db.ids import new_id
from scheduler.experiments.facts import Experiment, ExperimentRefused, Outcome, Stratum, Unit
from scheduler.experiments.people import assess
from scheduler.experiments.promised import Assumed, Promise, assume, promise
from scheduler.experiments.rows import find, the_experiment
from scheduler.experiments.withheld import is_withheld
from scheduler.plans.campaigns import MAKERS, Campaign, require, the_campaign
from scheduler.plans.selection import as_seen, eligible
from scheduler.steps.step import Status
from scheduler.tables import experiment

LONGEST_DAYS = 366
MOST_HELD_OUT = 500  # of a thousand: the others are the campaign


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is to be registered; see ``facts.Experiment``. ``baseline`` and ``icc`` None: taken from the books."""

    unit: Unit
    outcome: Outcome
    per_mille: int
    days: int
    smallest_effect: float
    strata: tuple[Stratum, ...] = (Stratum.OFFICER, Stratum.SUM)
    level: float = 0.05
    power: float = 0.8
    baseline: float | None = None
    icc: float | None = None


def look_ahead(books: Books, campaign_id: int, question: Question) -> tuple[Assumed, Promise]:
    """What the question would be good for with the people selected now. Raises ``CampaignRefused``."""
    campaign = the_campaign(books, campaign_id)
    _refuse_impossible(campaign, question)
    chosen = eligible(as_seen(campaign.plan.selection, today(books.clock), campaign_id))
    people = assess(books, chosen, question.unit).taking_part
    assumed = assume(
        books, people, question.unit, question.outcome, question.days, baseline=question.baseline, icc=question.icc
    )
    found = promise(
        people, question.unit, assumed, share=question.per_mille / 1000, effect=question.smallest_effect,
        level=question.level, power=question.power,
    )  # fmt: skip
    return assumed, found


def register(books: Books, campaign_id: int, question: Question, staff_id: int) -> tuple[Assumed, Promise]:
    """Write the question down, in place of one registered before. Raises ``CampaignRefused``; then nothing is written."""
    require(books, staff_id, MAKERS, "Vai trò này không đăng ký so sánh. Hãy nhờ chấp hành viên hoặc thư ký.")
    assumed, found = look_ahead(books, campaign_id, question)
    if found.power < question.power:
        raise ExperimentRefused(_too_few(question, found))
    books.conn.execute(delete(experiment).where(experiment.c.campaign_id == campaign_id))
    row = {
        "id": new_id(),
        "campaign_id": campaign_id,
        "unit": question.unit.value,
        "outcome": question.outcome.value,
        "held_out_share": Decimal(question.per_mille) / 1000,
        "strata": json.dumps([one.value for one in Stratum if one in question.strata]),
        "days": question.days,
        "level": _decimal(question.level, 3),
        "smallest_effect": _decimal(question.smallest_effect, 4),
        "power": _decimal(question.power, 3),
        "baseline": _decimal(assumed.baseline, 4),
        "icc": None if assumed.icc is None else _decimal(assumed.icc, 4),
        "seed": secrets.randbits(62),
        "registered_by": staff_id,
        "registered_at": books.clock.now(),
    }
    books.conn.execute(insert(experiment), row)
    _note(books, staff_id, audit.Action.EXPERIMENT_REGISTERED, campaign_id, question)
    return assumed, found


def withdraw(books: Books, campaign_id: int, staff_id: int) -> Experiment:
    """Take the question back while the campaign is a draft: then everybody is reminded. Raises ``CampaignRefused``."""
    require(books, staff_id, MAKERS, "Vai trò này không đăng ký so sánh. Hãy nhờ chấp hành viên hoặc thư ký.")
    registered = the_experiment(books, campaign_id)
    _refuse_begun(the_campaign(books, campaign_id))
    books.conn.execute(delete(experiment).where(experiment.c.id == registered.id))
    audit.record(books, audit.staff(staff_id), audit.Action.EXPERIMENT_WITHDRAWN, f"campaign:{campaign_id}")
    return registered


def _refuse_impossible(campaign: Campaign, question: Question) -> None:
    _refuse_begun(campaign)
    if not any(is_withheld(step.anchor) for step in campaign.plan.steps):
        raise ExperimentRefused(
            "Mọi bước của đợt này đều nhắc việc dân đã hẹn, đã thỏa thuận hoặc đã đặt lịch, nên không được giữ lại với ai. "
            "Hãy thêm bước nhắc của cơ quan, hoặc không đăng ký so sánh."
        )
    if not 1 <= question.per_mille <= MOST_HELD_OUT:
        raise ExperimentRefused("Tỷ lệ người chưa nhắc phải từ 0,001 đến 0,5. Hãy chọn lại, ví dụ 0,2.")
    if not 1 <= question.days <= LONGEST_DAYS:
        raise ExperimentRefused(f"Số ngày theo dõi phải từ 1 đến {LONGEST_DAYS}. Hãy chọn lại.")
    if not 0 < question.level < 0.5 or not 0 < question.power < 1:
        raise ExperimentRefused("Mức báo nhầm phải trong khoảng 0 đến 0,5 và khả năng thấy trong khoảng 0 đến 1.")
    if question.baseline is not None and not 0 < question.baseline < 1:
        raise ExperimentRefused("Tỷ lệ dự kiến khi không nhắc phải trong khoảng 0 đến 1. Hãy ghi lại, ví dụ 0,15.")
    if not 0 < question.smallest_effect < 1 or (question.baseline or 0) + question.smallest_effect >= 1:
        raise ExperimentRefused(
            "Chênh lệch cần thấy không hợp lý. Hãy ghi phần chênh lệch, ví dụ 0,05 là 5 điểm phần trăm."
        )
    if question.icc is not None and not (question.unit is Unit.COMMUNE and 0 <= question.icc < 1):
        raise ExperimentRefused("Hệ số giống nhau trong xã chỉ dùng khi chọn theo xã, từ 0 đến dưới 1. Hãy xem lại.")


def _refuse_begun(campaign: Campaign) -> None:
    if campaign.status is not Status.DRAFT:
        raise ExperimentRefused(
            "Chỉ đăng ký hoặc rút so sánh khi đợt còn là bản nháp, trước khi lãnh đạo duyệt. Hãy lập đợt mới."
        )


def _too_few(question: Question, found: Promise) -> str:
    what = "người" if question.unit is Unit.PERSON else "xã"
    needed = "rất nhiều" if found.needed is None else f"khoảng {found.needed}"
    return (
        f"Với {found.units} {what} ({found.held_out} chưa nhắc), khả năng thấy chênh lệch này chỉ {found.power:.0%}, "
        f"thấp hơn mức yêu cầu {question.power:.0%}; cần {needed} {what}. Hãy tăng --share, --days hoặc --effect, "
        "hoặc chấp nhận khả năng thấp hơn bằng --power."
    )


def _decimal(number: float, places: int) -> Decimal:
    return Decimal(f"{number:.{places}f}")


def _note(books: Books, staff_id: int, action: audit.Action, campaign_id: int, question: Question) -> None:
    told = f"{question.unit.value}:{question.outcome.value}:{question.per_mille}"
    audit.record(books, audit.staff(staff_id), action, f"campaign:{campaign_id}", purpose=told)


__all__ = ["Question", "find", "look_ahead", "register", "withdraw"]
