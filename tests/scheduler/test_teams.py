"""Task teams and focal communes are written as offices name them; outsiders' names are sealed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from casework.books import Books
from casework.tables.agency import staff
from casework.tables.people import party
from scheduler.plans import campaigns, focal, teams
from scheduler.plans.campaign_facts import Wave
from scheduler.plans.focal import FocalCommune
from scheduler.plans.refusals import NotAllowed, PlanWrong, WrongStatus
from scheduler.plans.selection import Selection, eligible
from scheduler.plans.selection_words import in_words
from scheduler.plans.teams import Body, Member, TeamFacts
from scheduler.tables import team_member
from tests import builders
from tests.scheduler import arranged, planned
from tests.scheduler.arranged import Office


@pytest.fixture
def office(books: Books) -> Office:
    return arranged.an_office_with_leaders(books)


@pytest.fixture
def draft(books: Books, office: Office) -> int:
    return planned.a_draft(books, office)


def test_a_team_reads_back_with_its_leader_and_members_in_order(books: Books, office: Office, draft: int) -> None:
    planned.a_team(books, office, draft)
    (team,) = teams.teams_of(books, draft)
    assert (team.facts.name, team.facts.leader_id) == ("Tổ công tác số 1", office.officer)
    assert [(one.body, one.role, one.staff_id, one.name, one.phone) for one in team.facts.members] == [
        (Body.AGENCY, "Thư ký tổ", office.deputy, None, None),
        (Body.POLICE, "Bảo đảm an toàn", None, "Đại úy Châu Thanh Sơn", "0900000201"),
        (Body.COURT, "Giải thích bản án", None, "Thẩm phán Lương Thị Bích Trâm", None),
    ]
    assert team.staff_ids == {office.officer, office.deputy}


def test_names_and_phones_of_outsiders_are_not_readable_in_the_books(books: Books, office: Office, draft: int) -> None:
    planned.a_team(books, office, draft)
    kept = repr(books.conn.execute(select(team_member)).all())
    assert "Sơn" not in kept
    assert "0900000201" not in kept
    assert "Sơn" not in repr(teams.teams_of(books, draft))


def test_writing_a_team_again_puts_it_in_the_place_of_the_first(books: Books, office: Office, draft: int) -> None:
    first = planned.a_team(books, office, draft)
    alone = TeamFacts(name="  Tổ công tác  số 1 ", leader_id=office.head)
    assert teams.write_team(books, draft, alone, office.officer) == first
    (team,) = teams.teams_of(books, draft)
    assert team.facts == TeamFacts(name="Tổ công tác số 1", leader_id=office.head)
    teams.remove_team(books, draft, "số 1", office.officer)
    assert teams.teams_of(books, draft) == []


@pytest.mark.parametrize(
    ("member", "sentence"),
    [
        (Member(body=Body.POLICE, role=" ", name="Lê Văn Bảy"), "thiếu nhiệm vụ"),
        (Member(body=Body.POLICE, role="Bảo vệ"), "công an cần họ tên"),
        (Member(body=Body.AGENCY, role="Thư ký", name="Lê Văn Bảy"), "tên đăng nhập"),
        (Member(body=Body.COMMUNE, role="Dẫn đường", name="Lê Văn Bảy", phone="12"), "10 hoặc 11 chữ số"),
    ],
)
def test_a_member_with_something_missing_is_refused(
    books: Books, office: Office, draft: int, member: Member, sentence: str
) -> None:
    facts = TeamFacts(name="Tổ 1", leader_id=office.officer, members=(member,))
    with pytest.raises(PlanWrong, match=rf"Tổ 1: .*{sentence}"):
        teams.write_team(books, draft, facts, office.officer)
    assert teams.teams_of(books, draft) == []


def test_nobody_is_in_a_team_twice_but_two_people_may_share_a_name(books: Books, office: Office, draft: int) -> None:
    one = Member(body=Body.POLICE, role="Bảo vệ", name="Lê Văn Bảy", phone="0900 000 201")
    two = replace(one, phone="0900 000 202")
    facts = TeamFacts(name="Tổ 1", leader_id=office.officer, members=(one, two))
    teams.write_team(books, draft, facts, office.officer)
    leader_again = Member(body=Body.AGENCY, role="Thư ký", staff_id=office.officer)
    for again in (replace(one, name="LÊ VĂN BẢY", phone="+84900000201"), leader_again):
        with pytest.raises(PlanWrong, match="hai lần"):
            teams.write_team(books, draft, replace(facts, members=(one, again)), office.officer)


def test_only_an_officer_or_leader_at_work_leads_and_only_makers_write(
    books: Books, office: Office, draft: int
) -> None:
    clerk = builders.a_staff_member(books, office.agency, role="clerk")
    auditor = builders.a_staff_member(books, office.agency, role="auditor")
    with pytest.raises(PlanWrong, match="tổ trưởng phải là chấp hành viên"):
        teams.write_team(books, draft, TeamFacts(name="Tổ 1", leader_id=clerk), office.officer)
    with pytest.raises(NotAllowed, match="không lập kế hoạch"):
        teams.write_team(books, draft, TeamFacts(name="Tổ 1", leader_id=office.officer), auditor)
    books.conn.execute(update(staff).where(staff.c.id == office.officer).values(active=False))
    with pytest.raises(PlanWrong, match="tổ trưởng phải là chấp hành viên"):
        teams.write_team(books, draft, TeamFacts(name="Tổ 1", leader_id=office.officer), office.head)


def test_teams_are_written_until_the_campaign_is_over(books: Books, office: Office) -> None:
    arranged.a_debtor(books, office)
    campaign = arranged.an_approved_campaign(books, office, arranged.a_plan(office))
    planned.a_team(books, office, campaign)
    assert campaigns.the_campaign(books, campaign).status is campaigns.Status.APPROVED, "a team binds no message"
    campaigns.stop(books, campaign, office.officer)
    with pytest.raises(WrongStatus, match="đã kết thúc"):
        planned.a_team(books, office, campaign)


def test_a_focal_commune_has_a_reason_a_team_and_a_wave(books: Books, office: Office) -> None:
    wave = Wave(focus="Việc ngân hàng", starts_on=planned.STARTS, ends_on=planned.ENDS)
    plan = replace(arranged.a_plan(office, starts=planned.STARTS, ends=planned.ENDS), waves=(wave,))
    draft = planned.a_draft(books, office, plan)
    team = planned.a_team(books, office, draft)
    near, far = planned.communes(books, "xã Phước Hòa", "phường An Bình")
    facts = FocalCommune(commune_id=near, why="Nhiều việc tồn, giá trị lớn", team_id=team, wave=1)
    focal.write_focal(books, draft, facts, office.officer)
    focal.write_focal(books, draft, FocalCommune(commune_id=far, why="Nhiều việc khó"), office.officer)
    assert focal.focal_communes(books, draft) == [FocalCommune(commune_id=far, why="Nhiều việc khó"), facts]
    with pytest.raises(PlanWrong, match="còn 1 xã điểm"):
        teams.remove_team(books, draft, "Tổ công tác số 1", office.officer)
    focal.remove_focal(books, draft, near, office.officer)
    teams.remove_team(books, draft, "Tổ công tác số 1", office.officer)
    for wrong, sentence in (
        (replace(facts, why=""), "thiếu lý do"),
        (replace(facts, team_id=None, wave=2), "không có đợt trọng tâm 2"),
        (facts, "không thuộc đợt này"),
        (replace(facts, commune_id=5), "Không có xã"),
    ):
        with pytest.raises(PlanWrong, match=sentence):
            focal.write_focal(books, draft, wrong, office.officer)


def test_a_selection_of_focal_communes_follows_the_plan_and_names_them(books: Books, office: Office) -> None:
    from casework.tables.decisions import decision

    case, other = arranged.a_debtor(books, office), arranged.a_debtor(books, office)
    near, far = planned.communes(books, "xã Phước Hòa", "phường An Bình")
    for one, place in ((case, near), (other, far)):
        books.conn.execute(update(decision).where(decision.c.id == one.decision).values(commune_id=place))
        books.conn.execute(update(party).where(party.c.id == one.debtor).values(commune_id=place))
    draft = planned.a_draft(books, office, replace(arranged.a_plan(office), selection=Selection(focal=True)))
    chosen = campaigns.the_campaign(books, draft).plan.selection
    assert books.conn.execute(eligible(chosen)).all() == []
    assert "tại các xã điểm của đợt (chưa chọn xã nào)" in in_words(books, chosen)
    focal.write_focal(books, draft, FocalCommune(commune_id=near, why="Nhiều việc"), office.officer)
    assert [row.decision_id for row in books.conn.execute(eligible(chosen))] == [case.decision]
    assert "tại các xã điểm của đợt (xã Phước Hòa)" in in_words(books, chosen)
