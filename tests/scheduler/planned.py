"""What a planned campaign consists of in these tests: communes of an invented province, teams, a draft to write into."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert, select

from casework.books import Books
from casework.db.ids import new_id
from casework.folding import fold
from casework.tables.agency import agency
from casework.tables.places import commune, province
from scheduler import campaigns, teams
from scheduler.campaign_facts import CampaignPlan
from scheduler.teams import Body, Member, TeamFacts
from tests.scheduler import arranged
from tests.scheduler.arranged import Office

STARTS, ENDS = date(2026, 11, 16), date(2026, 12, 31)


def communes(books: Books, *names: str) -> list[int]:
    """These communes of the invented province, which is the agency's own from now on; by id."""
    known = books.conn.execute(select(province.c.id).where(province.c.code == "99")).scalar()
    province_id = known if known is not None else new_id()
    if known is None:
        row = {"id": province_id, "code": "99", "name": "tỉnh Vĩnh Hưng", "folded": "vinh hung"}
        books.conn.execute(insert(province), row)
        books.conn.execute(agency.update().values(province_id=province_id))
    ids = []
    for name in names:
        ids.append(new_id())
        kind, bare = name.split(" ", 1)
        books.conn.execute(
            insert(commune).values(
                id=ids[-1], code=str(ids[-1]), province_id=province_id, kind=kind, name=name, folded=fold(bare)
            )
        )
    return ids


def a_draft(books: Books, office: Office, plan: CampaignPlan | None = None) -> int:
    """A campaign to plan around."""
    return campaigns.create(books, plan or arranged.a_plan(office, starts=STARTS, ends=ENDS), office.officer)


def a_team(
    books: Books, office: Office, campaign: int, name: str = "Tổ công tác số 1", *, leader: int | None = None
) -> int:
    """The officer leads; somebody of the police, of the court and the deputy come along."""
    members = (
        Member(body=Body.AGENCY, role="Thư ký tổ", staff_id=office.deputy),
        Member(body=Body.POLICE, role="Bảo đảm an toàn", name="Đại úy Châu Thanh Sơn", phone="0900 000 201"),
        Member(body=Body.COURT, role="Giải thích bản án", name="Thẩm phán Lương Thị Bích Trâm"),
    )
    led_by = leader or office.officer
    others = tuple(one for one in members if one.staff_id != led_by)
    facts = TeamFacts(name=name, leader_id=led_by, members=others)
    return teams.write_team(books, campaign, facts, office.officer)
