"""How does the whole plan of a campaign read for whoever signs it? The same sections on paper and at the terminal.

Outsiders' names and the officers' own words about cases are shown only to somebody who is named (``in_full``); the trail of
who saw them is the caller's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casework import mobilisation, staff
from casework.agency import the_agency
from casework.books import Books
from casework.clock import local, today
from casework.places import find_by_id
from messages.letters.campaign_plan import PlanDocument, Section, Table
from messages.office_texts import text_in
from messages.vietnamese import dong, grouped
from scheduler.plans import case_plans, costs, focal, teams, trips
from scheduler.plans.campaign_facts import Campaign
from scheduler.plans.campaign_rows import the_campaign
from scheduler.plans.case_plan_kinds import OBSTACLE_WORDS, PLAN_STATE_WORDS
from scheduler.plans.cost_words import cost_rows, not_counted
from scheduler.plans.previews import Preview, preview
from scheduler.plans.selection_words import in_words, narrowing
from scheduler.plans.status_words import STATUS_WORDS
from scheduler.plans.trip_words import trouble_in_words
from scheduler.steps.sequence import End
from scheduler.steps.step_words import END_WORDS, step_in_words

HIDDEN = "(ẩn)"


def plan_document(books: Books, campaign_id: int, *, in_full: bool) -> PlanDocument:
    """The plan as it stands now. Raises ``CampaignUnknown``."""
    campaign = the_campaign(books, campaign_id)
    plan, agency = campaign.plan, the_agency(books)
    here = _Here(books=books, campaign=campaign, in_full=in_full)
    return PlanDocument(
        agency="" if agency is None else agency.name,
        place="",
        number=plan.plan_number,
        title=plan.name,
        period=f"Từ ngày {plan.starts_on:%d/%m/%Y} đến ngày {plan.ends_on:%d/%m/%Y}",
        standing=_standing(books, campaign),
        maker=_name(books, campaign.made_by),
        sections=tuple(here.sections()),
        printed_on=today(books.clock),
    )


def _standing(books: Books, campaign: Campaign) -> str:
    said = f"Trạng thái: {STATUS_WORDS[campaign.status]}"
    if campaign.approved_by is None or campaign.approved_at is None:
        return said
    when = local(campaign.approved_at)
    return f"{said}; duyệt: {_name(books, campaign.approved_by)}, {when:%H:%M} ngày {when:%d/%m/%Y}"


def _name(books: Books, staff_id: int | None) -> str:
    known = None if staff_id is None else staff.find(books, staff_id)
    return "-" if known is None else known.name


@dataclass(frozen=True, kw_only=True)
class _Here:
    books: Books
    campaign: Campaign
    in_full: bool

    def sections(self) -> Iterator[Section]:
        """Those of which there is something to say."""
        seen = preview(self.books, self.campaign.id)
        yield self._basis()
        yield self._people(seen)
        yield from self._waves()
        yield self._steps()
        yield self._texts()
        yield from self._teams()
        yield from self._communes()
        yield from self._cases()
        yield from self._trips()
        yield self._costs()

    def _basis(self) -> Section:
        plan = self.campaign.plan
        lines = [f"Căn cứ: {plan.legal_basis}."] if plan.legal_basis else ["Căn cứ: (chưa ghi)."]
        lines += [f"Ủy viên phụ trách: {_name(self.books, plan.steered_by)}."] if plan.steered_by else []
        targets = [f"{plan.target_cases} việc"] if plan.target_cases is not None else []
        targets += [dong(plan.target_money)] if plan.target_money is not None else []
        lines += [f"Chỉ tiêu: {', '.join(targets)}."] if targets else ["Chỉ tiêu: (chưa giao)."]
        return Section(title="Căn cứ, phụ trách, chỉ tiêu", lines=tuple(lines))

    def _people(self, seen: Preview) -> Section:
        unreached = sum(seen.unreachable.values())
        counted = f"Hiện có {grouped(seen.eligible)} lượt người nhận (một người tính theo từng việc), nhắn được {grouped(seen.reachable)}"
        more = f"; {grouped(unreached)} chưa nhắn được, cần thư mã hoặc tổ vận động" if unreached else ""
        lines = [in_words(self.books, self.campaign.plan.selection), f"{counted}{more}."]
        lines += [
            f"Lưu ý: {grouped(one.people)} người đang thuộc cả đợt trọng tâm {one.first} và {one.second} trong cùng những ngày."
            for one in seen.two_at_once
        ]
        return Section(title="Người được nhắc", lines=tuple(lines))

    def _waves(self) -> Iterator[Section]:
        rows = [
            (
                str(number),
                wave.focus,
                f"{wave.starts_on:%d/%m} - {wave.ends_on:%d/%m/%Y}",
                narrowing(self.books, wave.selection) or "tất cả",
            )
            for number, wave in enumerate(self.campaign.plan.waves, start=1)
        ]
        if rows:
            head = ("Đợt", "Trọng tâm", "Thời gian", "Chỉ các việc")
            yield Section(title="Các đợt trọng tâm", table=_table(head, rows, (1, 5, 4, 7)))

    def _steps(self) -> Section:
        plan = self.campaign.plan
        rows = [
            (str(number), "cả đợt" if step.wave is None else str(step.wave), step_in_words(step))
            for number, step in enumerate(plan.steps, start=1)
        ]
        lines = [
            f"Mỗi người nhận nhiều nhất {plan.most_per_person} tin, chỉ vào giờ và ngày làm việc cho phép. "
            f"Trước hết gửi {plan.canary} tin rồi xem lại.",
            "Thôi nhắc khi đã nộp đủ hoặc việc đã đóng"
            + "".join(f", {END_WORDS[End(one)]}" for one in plan.ends_when)
            + ".",
        ]
        if plan.visit_after is not None:
            lines.append(f"Sau {plan.visit_after} tin không trả lời thì tổ vận động đến gặp.")
        if plan.training:
            lines.append("Đợt tập huấn: chỉ gửi đến cán bộ đã liên kết.")
        return Section(
            title="Các bước nhắc",
            lines=tuple(lines),
            table=_table(("Bước", "Đợt", "Khi nào, nội dung"), rows, (1, 1, 10)),
        )

    def _texts(self) -> Section:
        """What is approved with the plan, word for word."""
        keys = dict.fromkeys((step.text_key, step.text_version) for step in self.campaign.plan.steps)
        texts = [f"{key} (bản {version}): {text_in(self.books, key, version).vi}" for key, version in keys]
        told = "Khi bấm xem mới hiện nội dung; phần trong ngoặc nhọn là sự kiện của từng việc."
        return Section(title="Nội dung tin nhắc", lines=(told, *texts))

    def _teams(self) -> Iterator[Section]:
        rows: list[tuple[str, ...]] = []
        for team in teams.teams_of(self.books, self.campaign.id):
            leader = staff.find(self.books, team.facts.leader_id)
            rows.append(
                (
                    team.facts.name,
                    leader.name if leader else "-",
                    "Tổ trưởng",
                    _body(teams.Body.AGENCY),
                    leader.phone or "" if leader else "",
                )
            )
            rows += [("", *self._member(one)) for one in team.facts.members]
        if rows:
            head = ("Tổ", "Họ tên", "Nhiệm vụ", "Cơ quan", "Điện thoại")
            yield Section(title="Tổ công tác", table=_table(head, rows, (4, 5, 4, 4, 3)))

    def _member(self, one: teams.Member) -> tuple[str, ...]:
        known = None if one.staff_id is None else staff.find(self.books, one.staff_id)
        if known is not None:
            return known.name, one.role, _body(one.body), known.phone or ""
        name, phone = (one.name or "", one.phone or "") if self.in_full else (HIDDEN, "")
        return name, one.role, _body(one.body), phone

    def _communes(self) -> Iterator[Section]:
        names = {team.id: team.facts.name for team in teams.teams_of(self.books, self.campaign.id)}
        known = focal.focal_communes(self.books, self.campaign.id)
        rows = [
            (
                self._place(one.commune_id),
                one.why,
                "" if one.wave is None else str(one.wave),
                names.get(one.team_id or 0, ""),
                self._mobilised(one.commune_id),
            )
            for one in known
        ]
        if rows:
            head = ("Xã điểm", "Lý do", "Đợt", "Tổ công tác", "Tổ vận động")
            yield Section(title="Xã điểm và tổ vận động", table=_table(head, rows, (4, 5, 1, 4, 5)))

    def _mobilised(self, commune_id: int) -> str:
        there = mobilisation.teams_of(self.books, commune_id)
        return "; ".join(
            f"{team.name} ({len(team.members)} người, {team.visits_a_day} lượt mỗi ngày)" for team in there
        )

    def _place(self, commune_id: int) -> str:
        known = find_by_id(self.books, commune_id)
        return "-" if known is None else known.name

    def _cases(self) -> Iterator[Section]:
        rows = [
            (
                f"{one.number} ({one.issued_on:%d/%m/%Y})",
                _name(self.books, one.facts.officer_id),
                OBSTACLE_WORDS[one.facts.obstacle],
                " ".join(one.facts.way.split()) if self.in_full else HIDDEN,
                f"{one.facts.due_on:%d/%m/%Y}",
                PLAN_STATE_WORDS[one.state],
            )
            for one in case_plans.case_plans_of(self.books, self.campaign.id)
        ]
        if rows:
            head = ("Quyết định", "Chấp hành viên", "Khó khăn", "Hướng giải quyết", "Hạn", "Trạng thái")
            yield Section(title="Kế hoạch giải quyết từng việc khó", table=_table(head, rows, (4, 3, 3, 7, 2, 2)))

    def _trips(self) -> Iterator[Section]:
        warned: dict[int, list[str]] = {}
        for found in trips.warnings(self.books, self.campaign):
            warned.setdefault(found.trip_id, []).append(trouble_in_words(found))
        rows = [
            (
                f"{one.facts.on_date:%d/%m/%Y}",
                one.team,
                one.commune,
                "" if one.facts.wave is None else str(one.facts.wave),
                str(one.facts.people),
                str(one.facts.km),
                "; ".join(warned.get(one.id, [])),
            )
            for one in trips.trips_of(self.books, self.campaign.id)
        ]
        if rows:
            head = ("Ngày", "Tổ", "Nơi đến", "Đợt", "Người", "Km", "Lưu ý")
            yield Section(title="Lịch đi công tác", table=_table(head, rows, (3, 4, 4, 1, 2, 2, 5)))

    def _costs(self) -> Section:
        found = costs.costs(self.books, self.campaign.id)
        lines = [f"Dự toán: {dong(found.planned)}; đã chi đến nay: {dong(found.actual)}."]
        if found.unpriced:
            lines.append("Chưa tính các dòng chưa có đơn giá.")
        if (left_out := not_counted(self.campaign)) is not None:
            lines.append(left_out)
        head = ("Khoản", "Dự kiến", "Thực tế", "Đơn giá", "Thành tiền dự kiến", "Thành tiền thực tế")
        return Section(
            title="Dự toán chi phí", lines=tuple(lines), table=_table(head, cost_rows(found), (4, 2, 2, 3, 4, 4))
        )


def _body(body: teams.Body) -> str:
    return teams.BODY_WORDS[body]


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], widths: tuple[int, ...]) -> Table:
    return Table(head=head, rows=tuple(rows), widths=widths)
