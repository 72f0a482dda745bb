"""How is a whole campaign written into a file that reads back as the same plan?

The keys are those of ``scheduler.plans.plan_file_parts``; what is empty is left out. Names and telephone numbers of members stand
in it in clear: whoever exports it keeps the file as an office keeps its plans.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework import named, staff
from casework.agency import offices
from casework.books import Books
from casework.decisions import decision
from casework.mobilisation import Member as Local
from casework.named import NameUnclear
from casework.places import find_by_id
from scheduler.plans.campaign_facts import CampaignPlan, Wave
from scheduler.plans.case_plan_kinds import OBSTACLE_WORDS
from scheduler.plans.plan_file_parts import TEXT_TOPIC
from scheduler.plans.selection import Selection
from scheduler.plans.selection_words import AGREEMENT_WORDS, KIND_WORDS, PROMISE_WORDS, REVIEW_WORDS, STATUS_WORDS
from scheduler.plans.teams import BODY_WORDS, Body, Member, TeamFacts
from scheduler.plans.whole_plan import Case, Focal, Mobilisation, Travel, WholePlan
from scheduler.steps.sequence import Condition, End
from scheduler.steps.step import Step
from scheduler.steps.step_words import ANCHOR_WORDS, CONDITION_WORDS, END_WORDS

Values = dict[str, Any]
"""The keys of a table with their values; None, "" and [] are left out."""


def as_toml(books: Books, whole: WholePlan) -> str:
    """The file. Raises nothing: what is no longer in the books is named by its number, and refused when it is read."""
    names = _Names(books)
    lines = ["# Kế hoạch của một đợt cao điểm. Nạp lại: gandan campaign plan-file TỆP --as LOGIN", ""]
    lines += _table("[dot]", _head(names, whole.plan))
    lines += _table("[chon]", _selection(names, whole.plan.selection))
    for wave in whole.plan.waves:
        lines += _table("[[dot_trong_tam]]", _wave(wave), always=True)
        lines += _table("[dot_trong_tam.chon]", _selection(names, wave.selection))
    for step in whole.plan.steps:
        lines += _table("[[buoc]]", _step(step))
    for team in whole.teams:
        lines += _table("[[to_cong_tac]]", _team(names, team))
    for header, tables in _around(names, whole):
        for table in tables:
            lines += _table(header, table)
    lines += _table("[don_gia]", dict(whole.rates))
    return "\n".join(lines)


def _around(names: _Names, whole: WholePlan) -> Iterator[tuple[str, list[Values]]]:
    yield "[[xa_diem]]", [_focal(names, one) for one in whole.focal]
    yield "[[to_van_dong]]", [_mobilisation(names, one) for one in whole.mobilisation]
    yield "[[ke_hoach_viec]]", [_case(names, one) for one in whole.cases]
    yield "[[chuyen_di]]", [_trip(names, one) for one in whole.trips]


@dataclass(frozen=True)
class _Names:
    """What things are called, so that the file finds them again."""

    books: Books

    def login(self, staff_id: int | None) -> str | None:
        known = None if staff_id is None else staff.find(self.books, staff_id)
        return known.login if known is not None else None

    def commune(self, commune_id: int) -> str:
        known = find_by_id(self.books, commune_id)
        if known is None:
            return str(commune_id)
        try:
            alone = named.commune_named(self.books, known.name)
        except NameUnclear:
            return f"{known.name}, {known.province}"
        return known.name if alone.id == commune_id else f"{known.name}, {known.province}"

    def office(self, office_id: int) -> str:
        return next((one.name for one in offices(self.books) if one.id == office_id), str(office_id))


def _head(names: _Names, plan: CampaignPlan) -> Values:
    return {
        "ten": plan.name,
        "so_ke_hoach": plan.plan_number,
        "can_cu": plan.legal_basis,
        "tu_ngay": plan.starts_on,
        "den_ngay": plan.ends_on,
        "uy_vien_phu_trach": names.login(plan.steered_by),
        "chi_tieu_viec": plan.target_cases,
        "chi_tieu_tien": plan.target_money,
        "ket_thuc_nhac_khi": [END_WORDS[End(one)] for one in plan.ends_when],
        "van_dong_sau": plan.visit_after,
        "toi_da_moi_nguoi": plan.most_per_person,
        "gui_thu_truoc": plan.canary,
        "tap_huan": plan.training or None,
    }


def _selection(names: _Names, selection: Selection) -> Values:
    return {
        "xa": [names.commune(one) for one in selection.communes],
        "phong": [names.office(one) for one in selection.offices],
        "xa_diem": selection.focal or None,
        "viec_kho": selection.difficult or None,
        "can_bo": names.login(selection.officer),
        "loai_khoan": [KIND_WORDS[one] for one in selection.kinds],
        "con_tu": selection.min_left,
        "con_den": selection.max_left,
        "ra_soat": [REVIEW_WORDS[one] for one in selection.review_results],
        "tinh_trang": [STATUS_WORDS[one] for one in selection.statuses],
        "loi_hen": selection.promise and PROMISE_WORDS[selection.promise],
        "thoa_thuan": selection.agreement and AGREEMENT_WORDS[selection.agreement],
        "trong_trai": selection.prison,
        "quyet_dinh_truoc_ngay": selection.issued_before,
    }


def _wave(wave: Wave) -> Values:
    return {"trong_tam": wave.focus, "tu_ngay": wave.starts_on, "den_ngay": wave.ends_on}


def _step(step: Step) -> Values:
    condition = Condition(step.condition)
    return {
        "dot_trong_tam": step.wave,
        "moc": ANCHOR_WORDS[step.anchor],
        "ngay": step.offset,
        "ngay_lam_viec": step.working,
        "mau": step.text_key.removeprefix(TEXT_TOPIC),
        "phien_ban": step.text_version,
        "khi": None if condition is Condition.ALWAYS else CONDITION_WORDS[condition],
        "kenh": list(step.channels),
    }


def _team(names: _Names, team: TeamFacts) -> Values:
    members = [_member(names, one) for one in team.members]
    return {"ten": team.name, "to_truong": names.login(team.leader_id), "thanh_vien": members}


def _member(names: _Names, one: Member) -> Values:
    body = None if one.body is Body.AGENCY else BODY_WORDS[one.body]
    who = {"can_bo": names.login(one.staff_id), "ho_ten": one.name, "dien_thoai": one.phone, "co_quan": body}
    return who | {"nhiem_vu": one.role}


def _focal(names: _Names, one: Focal) -> Values:
    return {"xa": names.commune(one.commune_id), "ly_do": one.why, "to": one.team, "dot_trong_tam": one.wave}


def _mobilisation(names: _Names, one: Mobilisation) -> Values:
    members = [_local(member) for member in one.members]
    head = {"xa": names.commune(one.commune_id), "ten": one.name, "luot_moi_ngay": one.visits_a_day}
    return head | {"thanh_vien": members}


def _local(one: Local) -> Values:
    return {"ho_ten": one.name, "dien_thoai": one.phone, "vai_tro": one.role}


def _case(names: _Names, one: Case) -> Values:
    known = decision(names.books, one.decision_id)
    return {
        "so_quyet_dinh": str(one.decision_id) if known is None else known.facts.number,
        "ngay_quyet_dinh": None if known is None else known.facts.issued_on,
        "can_bo": names.login(one.facts.officer_id),
        "kho_khan": OBSTACLE_WORDS[one.facts.obstacle],
        "huong": one.facts.way,
        "han": one.facts.due_on,
    }


def _trip(names: _Names, one: Travel) -> Values:
    return {
        "to": one.team,
        "xa": names.commune(one.commune_id),
        "ngay": one.on_date,
        "so_nguoi": one.people,
        "km": one.km,
        "dot_trong_tam": one.wave,
    }


def _table(header: str, values: Values, *, always: bool = False) -> list[str]:
    said = [f"{_key(key)} = {_value(value)}" for key, value in values.items() if value not in (None, "", [])]
    return [header, *said, ""] if said or always else []


def _key(key: str) -> str:
    bare = key.isascii() and all(sign.isalnum() or sign in "_-" for sign in key)
    return key if bare else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return f'"{value:%d/%m/%Y}"'
        case dict():
            said = [f"{key} = {_value(inner)}" for key, inner in value.items() if inner not in (None, "", [])]
            return "{ " + ", ".join(said) + " }"
        case list():
            parts = [_value(one) for one in value]
            long = any(isinstance(one, dict) for one in value)
            return "[\n" + "".join(f"  {part},\n" for part in parts) + "]" if long else "[" + ", ".join(parts) + "]"
        case _:
            return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "")
