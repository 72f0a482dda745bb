"""Which are the focal communes (xã điểm) of a campaign, why, and which team answers for each?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from casework.books import Books
from casework.places import find_by_id
from casework.tables.places import commune
from casework.tidy import tidy
from scheduler.plans.plan_editing import changed, writable
from scheduler.plans.refusals import PlanWrong
from scheduler.plans.teams import teams_of
from scheduler.tables import focal_commune, wave


@dataclass(frozen=True, kw_only=True, slots=True)
class FocalCommune:
    """A focal commune. ``wave``: the number of the wave it is one in; None: in the whole campaign."""

    commune_id: int
    why: str
    team_id: int | None = None
    wave: int | None = None


def write_focal(books: Books, campaign_id: int, facts: FocalCommune, staff_id: int) -> None:
    """Make the commune a focal one, or put other words about it. Raises ``CampaignRefused``."""
    campaign = writable(books, campaign_id, staff_id)
    place = find_by_id(books, facts.commune_id)
    if place is None:
        raise PlanWrong("Không có xã, phường này trong sổ. Hãy xem lại tên.")
    if not tidy(facts.why):
        raise PlanWrong(f"{place.name}: thiếu lý do chọn làm xã điểm. Hãy ghi lý do, ví dụ: nhiều việc tồn lâu năm.")
    if facts.team_id is not None and facts.team_id not in {team.id for team in teams_of(books, campaign_id)}:
        raise PlanWrong(f"{place.name}: tổ công tác không thuộc đợt này. Hãy chọn một tổ của đợt.")
    if facts.wave is not None and not 1 <= facts.wave <= len(campaign.wave_ids):
        raise PlanWrong(f"{place.name}: đợt không có đợt trọng tâm {facts.wave}. Hãy ghi lại số đợt.")
    _take_out(books, campaign_id, facts.commune_id)
    row = {
        "campaign_id": campaign_id,
        "commune_id": facts.commune_id,
        "team_id": facts.team_id,
        "wave_id": None if facts.wave is None else campaign.wave_ids[facts.wave - 1],
        "why": tidy(facts.why),
    }
    books.conn.execute(insert(focal_commune), row)
    changed(books, staff_id, campaign_id, "focal")


def remove_focal(books: Books, campaign_id: int, commune_id: int, staff_id: int) -> None:
    """It is no longer a focal commune. Raises ``CampaignRefused``."""
    writable(books, campaign_id, staff_id)
    if not _take_out(books, campaign_id, commune_id):
        raise PlanWrong("Xã, phường này không phải xã điểm của đợt. Hãy xem lại danh sách xã điểm.")
    changed(books, staff_id, campaign_id, "focal")


def focal_communes(books: Books, campaign_id: int) -> list[FocalCommune]:
    """The campaign's focal communes by name."""
    rows = books.conn.execute(
        select(focal_commune, wave.c.number)
        .select_from(
            focal_commune.join(commune, commune.c.id == focal_commune.c.commune_id).outerjoin(
                wave, wave.c.id == focal_commune.c.wave_id
            )
        )
        .where(focal_commune.c.campaign_id == campaign_id)
        .order_by(commune.c.folded, commune.c.id)
    )
    return [
        FocalCommune(commune_id=row.commune_id, why=row.why, team_id=row.team_id, wave=row.number) for row in rows.all()
    ]


def _take_out(books: Books, campaign_id: int, commune_id: int) -> bool:
    here = (focal_commune.c.campaign_id == campaign_id, focal_commune.c.commune_id == commune_id)
    return books.conn.execute(delete(focal_commune).where(*here)).rowcount > 0
