"""What does each part of a plan file say? The names of its keys stand here once, for reading and for writing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from casework import mobilisation, named
from casework.agency import the_agency
from casework.books import Books
from messages.blanks import TextError
from messages.office_texts import version_in_force
from scheduler.plans.campaign_facts import CANARY, MOST_PER_PERSON, CampaignPlan, Wave
from scheduler.plans.case_plan_kinds import OBSTACLE_WORDS
from scheduler.plans.case_plans import CasePlanFacts
from scheduler.plans.plan_file_fields import Fields
from scheduler.plans.selection import Selection, SelectionRefused
from scheduler.plans.selection_words import AGREEMENT_WORDS, KIND_WORDS, PROMISE_WORDS, REVIEW_WORDS, STATUS_WORDS
from scheduler.plans.teams import BODY_WORDS, Body, Member, TeamFacts
from scheduler.plans.whole_plan import Case, Focal, Mobilisation, Travel
from scheduler.steps.sequence import Condition
from scheduler.steps.step import Anchor, Step
from scheduler.steps.step_words import ANCHOR_WORDS, CONDITION_WORDS, END_WORDS

TEXT_TOPIC = "reminder."
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads parts against the books' own names."""

    books: Books
    agency_id: int = field(default=0)

    def plan(self, whole: Fields) -> CampaignPlan | None:
        """What binds the messages: head, whom, waves, steps. None where something of it cannot be read."""
        head = whole.inner("dot")
        selection = self.selection(whole.inner("chon"))
        waves = [self.wave(one) for one in whole.each("dot_trong_tam")]
        steps = [self.step(one) for one in whole.each("buoc")]
        values = {
            "name": head.needed("ten"),
            "plan_number": head.needed("so_ke_hoach"),
            "legal_basis": head.text("can_cu"),
            "steered_by": head.named("uy_vien_phu_trach", self.staff),
            "target_cases": head.whole("chi_tieu_viec"),
            "target_money": head.money("chi_tieu_tien"),
            "ends_when": tuple(sorted(one.value for one in head.several("ket_thuc_nhac_khi", END_WORDS))),
            "visit_after": head.whole("van_dong_sau"),
            "most_per_person": _or(head.whole("toi_da_moi_nguoi"), MOST_PER_PERSON),
            "canary": _or(head.whole("gui_thu_truoc"), CANARY),
            "training": bool(head.yes_no("tap_huan")),
        }
        starts, ends = head.day("tu_ngay", needed=True), head.day("den_ngay", needed=True)
        whole_parts = [one for one in (*waves, *steps) if one is None]
        if not head.end() or starts is None or ends is None or selection is None or whole_parts:
            return None
        return CampaignPlan(
            agency_id=self.agency_id,
            starts_on=starts,
            ends_on=ends,
            selection=selection,
            waves=tuple(one for one in waves if one is not None),
            steps=tuple(one for one in steps if one is not None),
            **values,  # type: ignore[arg-type]  # each is of the kind that its own reader gives
        )

    def selection(self, part: Fields) -> Selection | None:
        """Whom: the campaign's, or what a wave narrows it to."""
        values = {
            "communes": tuple(sorted(part.all_named("xa", self.commune))),
            "offices": tuple(sorted(part.all_named("phong", lambda name: named.office_named(self.books, name).id))),
            "focal": bool(part.yes_no("xa_diem")),
            "difficult": bool(part.yes_no("viec_kho")),
            "officer": part.named("can_bo", self.case_holder),
            "kinds": tuple(sorted(part.several("loai_khoan", KIND_WORDS))),
            "min_left": part.money("con_tu"),
            "max_left": part.money("con_den"),
            "review_results": tuple(sorted(part.several("ra_soat", REVIEW_WORDS))),
            "statuses": tuple(sorted(part.several("tinh_trang", STATUS_WORDS))),
            "promise": part.one_of("loi_hen", PROMISE_WORDS),
            "agreement": part.one_of("thoa_thuan", AGREEMENT_WORDS),
            "prison": part.yes_no("trong_trai"),
            "issued_before": part.day("quyet_dinh_truoc_ngay"),
        }
        if not part.end():
            return None
        try:
            return Selection(**values)  # type: ignore[arg-type]  # each is of the kind that its own reader gives
        except SelectionRefused as problem:
            part.note(None, str(problem))
            return None

    def wave(self, part: Fields) -> Wave | None:
        """A wave."""
        focus, selection = part.needed("trong_tam"), self.selection(part.inner("chon"))
        starts, ends = part.day("tu_ngay", needed=True), part.day("den_ngay", needed=True)
        if not part.end() or selection is None or starts is None or ends is None:
            return None
        return Wave(focus=focus, starts_on=starts, ends_on=ends, selection=selection)

    def step(self, part: Fields) -> Step | None:
        """A step; its text in its newest version unless one is named."""
        anchor = part.one_of("moc", ANCHOR_WORDS, needed=True)
        offset = part.whole("ngay", needed=True)
        working, wave = part.yes_no("ngay_lam_viec"), part.whole("dot_trong_tam")
        condition = part.one_of("khi", CONDITION_WORDS) or Condition.ALWAYS
        channels, version = tuple(part.texts("kenh")), part.whole("phien_ban")
        key = part.needed("mau")
        key = key if "." in key or not key else TEXT_TOPIC + key
        if key and version is None:
            version = self._newest(part, key)
        if not part.end() or anchor is None or offset is None or version is None:
            return None
        return Step(
            anchor=Anchor(anchor), offset=offset, working=working is not False, text_key=key, text_version=version,
            wave=wave, condition=condition.value, channels=channels,
        )  # fmt: skip

    def team(self, part: Fields) -> TeamFacts | None:
        """A task team with its members."""
        name, leader = part.needed("ten"), part.named("to_truong", self.staff, needed=True)
        members = [self.member(one) for one in part.each("thanh_vien")]
        if not part.end() or leader is None or None in members:
            return None
        return TeamFacts(name=name, leader_id=leader, members=tuple(one for one in members if one is not None))

    def member(self, part: Fields) -> Member | None:
        """Somebody of the agency, by login, or of another body, by name."""
        staff_id, role = part.named("can_bo", self.staff), part.needed("nhiem_vu")
        name, phone = part.text("ho_ten"), part.text("dien_thoai")
        body = part.one_of("co_quan", BODY_WORDS, needed=not part.text("can_bo"))
        if not part.end():
            return None
        return Member(body=body or Body.AGENCY, role=role, staff_id=staff_id, name=name or None, phone=phone or None)

    def focal(self, part: Fields) -> Focal | None:
        """A focal commune."""
        commune, why = part.named("xa", self.commune, needed=True), part.needed("ly_do")
        team, wave = part.text("to") or None, part.whole("dot_trong_tam")
        if not part.end() or commune is None:
            return None
        return Focal(commune_id=commune, why=why, team=team, wave=wave)

    def commune_team(self, part: Fields) -> Mobilisation | None:
        """A mobilisation team of a commune."""
        commune, name = part.named("xa", self.commune, needed=True), part.needed("ten")
        visits = _or(part.whole("luot_moi_ngay"), mobilisation.VISITS_A_DAY)
        members = [self.local(one) for one in part.each("thanh_vien")]
        if not part.end() or commune is None or None in members:
            return None
        there = tuple(one for one in members if one is not None)
        return Mobilisation(commune_id=commune, name=name, visits_a_day=visits, members=there)

    def local(self, part: Fields) -> mobilisation.Member | None:
        """Somebody of the commune."""
        name, role, phone = part.needed("ho_ten"), part.needed("vai_tro"), part.text("dien_thoai") or None
        return mobilisation.Member(name=name, role=role, phone=phone) if part.end() else None

    def case(self, part: Fields) -> Case | None:
        """The plan of one case."""
        issued_on = part.day("ngay_quyet_dinh")

        def look(number: str) -> int:
            return named.decision_numbered(self.books, self.agency_id, number, issued_on)

        decision, officer = (
            part.named("so_quyet_dinh", look, needed=True),
            part.named("can_bo", self.staff, needed=True),
        )
        obstacle, way = part.one_of("kho_khan", OBSTACLE_WORDS, needed=True), part.needed("huong", lines=True)
        due = part.day("han", needed=True)
        if not part.end() or decision is None or officer is None or obstacle is None or due is None:
            return None
        facts = CasePlanFacts(officer_id=officer, obstacle=obstacle, way=way, due_on=due)
        return Case(decision_id=decision, facts=facts)

    def trip(self, part: Fields) -> Travel | None:
        """A travel day."""
        team, commune = part.needed("to"), part.named("xa", self.commune, needed=True)
        on_date, wave = part.day("ngay", needed=True), part.whole("dot_trong_tam")
        people, km = part.whole("so_nguoi", needed=True), part.whole("km", needed=True)
        if not part.end() or commune is None or on_date is None or people is None or km is None:
            return None
        return Travel(team=team, commune_id=commune, on_date=on_date, people=people, km=km, wave=wave)

    def rates(self, part: Fields) -> Iterator[tuple[str, int]]:
        """Prices by item; which items there are is a rule of ``scheduler.plans.costs``."""
        for key in part.keys_left():
            dong = part.money(key)
            if dong is not None:
                yield key, dong

    def staff(self, login: str) -> int:
        """The id of who works here under this login."""
        return named.staff_with_login(self.books, login).id

    def case_holder(self, login: str) -> int:
        """The id of whose cases are meant, also somebody who has left."""
        return named.staff_with_login(self.books, login, at_work=False).id

    def commune(self, name: str) -> int:
        """The id of the commune of this name."""
        return named.commune_named(self.books, name).id

    def _newest(self, part: Fields, key: str) -> int | None:
        try:
            return version_in_force(self.books, key)
        except (TextError, OSError):
            part.note("mau", f"không có mẫu tin «{key}». Hãy xem các mẫu: gandan campaign texts")
            return None


def reader(books: Books) -> Reader:
    """The reader for these books; there has to be an agency."""
    agency = the_agency(books)
    return Reader(books=books, agency_id=0 if agency is None else agency.id)


def _or(given: int | None, usual: int) -> int:
    return usual if given is None else given
