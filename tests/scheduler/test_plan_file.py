"""A whole campaign comes from one file, with every mistake told at once, and goes back into one that reads the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from casework import mobilisation
from casework.books import Books
from casework.obligations import BY_THE_AGENCY, NOT_MONEY, Kind
from casework.tables.agency import staff
from casework.tables.decisions import decision
from scheduler.plans import approval, campaigns, case_plans, plan_file, trips, whole_plan
from scheduler.plans.campaign_facts import CampaignPlan, Wave
from scheduler.plans.case_plan_kinds import Obstacle
from scheduler.plans.plan_export import as_toml
from scheduler.plans.plan_file import PlanFileRefused
from scheduler.plans.selection import Agreed, Promised, Selection
from scheduler.plans.trips import Trouble
from scheduler.steps.sequence import Condition, End
from scheduler.steps.step import Anchor, Status
from scheduler.tables import campaign, task_team
from tests import builders
from tests.scheduler import planned
from tests.scheduler.arranged import Office, a_step
from tests.scheduler.planned import FILE, LONG

SAMPLE = Path(__file__).parents[2] / "docs" / "ke-hoach-mau.toml"


@pytest.fixture
def office(books: Books) -> Office:
    return planned.an_office_as_in_the_file(books)


def load(books: Books, office: Office, text: str = FILE, **how: bool) -> plan_file.Loaded:
    return plan_file.load(books, text, office.officer, **how)


def mistakes(books: Books, office: Office, text: str) -> list[str]:
    with pytest.raises(PlanFileRefused) as refused:
        load(books, office, text)
    return [str(one) for one in refused.value.mistakes]


def rows(books: Books) -> int:
    return sum(
        books.conn.execute(select(func.count()).select_from(table)).scalar_one() for table in (campaign, task_team)
    )


def test_the_whole_plan_of_an_office_comes_out_of_its_file(books: Books, office: Office) -> None:
    loaded = load(books, office)
    whole = whole_plan.collect(books, loaded.written.campaign_id)
    plan = whole.plan
    assert (plan.plan_number, plan.starts_on, plan.ends_on) == ("308/KH-THADS", date(2026, 11, 16), date(2026, 12, 31))
    assert (plan.target_cases, plan.target_money, plan.steered_by) == (39, 4_500_000_000, office.deputy)
    assert (plan.ends_when, plan.visit_after, plan.most_per_person) == (("agreed", "promised"), 2, 4)
    assert [wave.focus for wave in plan.waves] == ["Án phí, tiền phạt", "Việc tín dụng, ngân hàng"]
    first, second = plan.steps
    assert (first.wave, first.anchor, first.working, first.condition) == (1, Anchor.WAVE_START, True, "always")
    assert (second.wave, second.offset, second.working, second.condition) == (2, -2, False, "not_opened")
    assert (second.text_key, second.channels) == ("reminder.deadline_near", ("telegram", "web"))
    (team,) = whole.teams
    assert [member.name for member in team.members] == [None, f"Đại úy {LONG}"]
    assert [(one.team, one.wave) for one in whole.focal] == [("Tổ công tác số 1", 2)]
    assert [(one.name, one.visits_a_day, one.members) for one in whole.mobilisation] == [
        ("Tổ vận động xã Phước Hòa", 9, (mobilisation.Member(name=LONG, role="Hội Phụ nữ"),))
    ]
    (case,) = whole.cases
    assert case.facts.obstacle is Obstacle.LARGE_SUM
    assert case.facts.way == "Mời ngân hàng làm việc về miễn, giảm lãi.\nXác minh lại thửa đất."
    assert [(one.on_date, one.people, one.km) for one in whole.trips] == [(date(2026, 12, 6), 5, 46)]
    assert dict(whole.rates) == {"message:telegram": 0, "letter": 12_000, "km": 3_500}
    assert {one.trouble for one in loaded.written.warned} >= {Trouble.REST_DAY}, "6/12 is a Sunday"


def test_the_sample_that_officers_copy_is_a_plan_without_mistakes(books: Books, office: Office) -> None:
    clerk = builders.a_staff_member(books, office.agency, role="clerk", title="Thư ký")
    books.conn.execute(update(staff).where(staff.c.id == clerk).values(login="tu"))
    near, _ = planned.communes(books, "xã Phước Long", "xã Vĩnh Thanh")
    case = builders.a_case(books, agency=office.agency, number="045/QĐ-THADS")
    books.conn.execute(update(decision).where(decision.c.id == case.decision).values(commune_id=near))
    loaded = load(books, office, SAMPLE.read_text("utf-8"))
    whole = whole_plan.collect(books, loaded.written.campaign_id)
    assert (len(whole.plan.waves), len(whole.plan.steps), len(whole.trips)) == (3, 4, 1)
    assert [one.trouble for one in loaded.written.warned] == [Trouble.YEAR_UNCONFIRMED]


def test_a_plan_that_is_exported_reads_back_as_the_same_plan(books: Books, office: Office) -> None:
    first = load(books, office).written.campaign_id
    whole = whole_plan.collect(books, first)
    text = as_toml(books, whole)
    again = load(books, office, text, replace=True)
    assert again.written.campaign_id == first
    assert whole_plan.collect(books, first) == whole
    assert as_toml(books, whole_plan.collect(books, first)) == text


def test_what_has_the_same_name_is_told_apart_by_day_and_province(books: Books, office: Office) -> None:
    again = builders.a_decision(
        books, office.agency, debtor=builders.a_person(books), lines=[builders.a_line()], number="001/QĐ-THADS",
        issued_on=date(2025, 7, 15),
    )  # fmt: skip
    said = mistakes(books, office, FILE)
    assert len(said) == 1
    assert "Có 2 quyết định số 001/QĐ-THADS (các ngày 15/07/2025, 15/07/2026)" in said[0]
    other = planned.communes_of(books, "98", "tỉnh Bình Minh", "xã Phước Hòa")[0]
    day = 'so_quyet_dinh = "001/QĐ-THADS"\nngay_quyet_dinh = "15/07/2025"'
    text = FILE.replace('so_quyet_dinh = "001/QĐ-THADS"', day)
    text = text.replace('xa = "xã Phước Hòa"\nten', 'xa = "xã Phước Hòa, tỉnh Bình Minh"\nten')
    text = text.replace('xa = "Phước Hòa"\nly_do', 'xa = "xã Phước Hòa, tỉnh Bình Minh"\nly_do')
    whole = whole_plan.collect(books, load(books, office, text).written.campaign_id)
    assert [one.decision_id for one in whole.cases] == [again]
    assert [one.commune_id for one in whole.focal] == [other]
    out = as_toml(books, whole)
    assert 'xa = "xã Phước Hòa, tỉnh Bình Minh"' in out
    assert whole_plan.collect(books, load(books, office, out, replace=True).written.campaign_id) == whole


def test_a_dry_run_writes_nothing_and_finds_the_same(books: Books, office: Office) -> None:
    tried = load(books, office, dry_run=True)
    assert (rows(books), tried.name) == (0, "Đợt cao điểm thi hành án dân sự quý IV")
    assert len(tried.written.warned) == len(load(books, office).written.warned)


def test_every_mistake_is_told_at_once_with_its_line_and_a_remedy(books: Books, office: Office) -> None:
    wrong = (
        FILE.replace('tu_ngay = "16/11/2026"\nden_ngay = 2026', 'tu_ngay = "32/11/2026"\nden_ngay = 2026')
        .replace('uy_vien_phu_trach = "pho"', 'uy_vien_phu_trach = "khong-co"')
        .replace('"4,5 tỷ"', '"nhiều"')
        .replace('["nợ ngân hàng"]', '["nợ bạn bè"]')
        .replace("van_dong_sau", "van_dong_xong")
        .replace('khi = "chưa bấm xem tin trước"', 'khi = "khi rảnh"')
        .replace('mau = "week_before"', 'mau = "khong_co"')
        .replace('co_quan = "công an"', 'co_quan = "bộ đội"')
        .replace('xa = "Phước Hòa"\nly_do', 'xa = "Phước Hoà Bình"\nly_do')
        .replace("so_nguoi = 5", 'so_nguoi = "năm"')
        .replace('so_quyet_dinh = "001/QĐ-THADS"', 'so_quyet_dinh = "999/QĐ-THADS"')
    )
    said = mistakes(books, office, wrong)
    line = {text: number for number, text in enumerate(wrong.splitlines(), start=1)}
    expected = [
        ('tu_ngay = "32/11/2026"', "dot, tu_ngay: ngày «32/11/2026» không đọc được"),
        ('uy_vien_phu_trach = "khong-co"', "dot, uy_vien_phu_trach: Không có cán bộ «khong-co»"),
        ('chi_tieu_tien = "nhiều"', "dot, chi_tieu_tien: số tiền «nhiều» không rõ"),
        ("van_dong_xong = 2", "dot, van_dong_xong: không có mục này, có phải «van_dong_sau»?"),
        ('loai_khoan = ["nợ bạn bè"]', "dot_trong_tam thứ 2, chon, loai_khoan: không hiểu «nợ bạn bè»"),
        ('mau = "khong_co"', "buoc thứ 1, mau: không có mẫu tin «reminder.khong_co»"),
        ('khi = "khi rảnh"', "buoc thứ 2, khi: không hiểu «khi rảnh»"),
        ("thanh_vien = [", "to_cong_tac thứ 1, thanh_vien thứ 2, co_quan: không hiểu «bộ đội»"),
        ('xa = "Phước Hoà Bình"', "xa_diem thứ 1, xa: Không có xã, phường tên «Phước Hoà Bình»"),
        ('so_quyet_dinh = "999/QĐ-THADS"', "ke_hoach_viec thứ 1, so_quyet_dinh: Không có quyết định số 999/QĐ-THADS"),
        ('so_nguoi = "năm"', "chuyen_di thứ 1, so_nguoi: «năm» không phải số nguyên"),
    ]
    for (at, sentence), found in zip(expected, said, strict=True):
        assert found.startswith(f"Dòng {line[at]}, {sentence}"), found
        assert "Hãy " in found or "Xem " in found
    assert rows(books) == 0


def test_rules_are_told_with_the_line_of_what_they_are_about(books: Books, office: Office) -> None:
    wrong = (
        FILE.replace("km = 46", "km = 4600")
        .replace('han = "15/12/2026"', 'han = "15/01/2027"')
        .replace('to = "số 1"', 'to = "số 7"')
        .replace("luot_moi_ngay = 9", "luot_moi_ngay = 900")
        .replace("km = 3500", "xang = 3500")
    )
    said = mistakes(books, office, wrong)
    line = {text: number for number, text in enumerate(wrong.splitlines(), start=1)}
    for at, sentence in (
        ("[[xa_diem]]", "xa_diem thứ 1: Đợt này không có đúng một tổ công tác tên «số 7»"),
        ("[[to_van_dong]]", "to_van_dong thứ 1: Một tổ đi được từ 1 đến 40 lượt"),
        ("[[ke_hoach_viec]]", "ke_hoach_viec thứ 1: Hạn giải quyết phải từ hôm nay"),
        ("[[chuyen_di]]", "chuyen_di thứ 1: Quãng đường"),
        ("[don_gia]", "don_gia: Không có loại chi phí «xang»"),
    ):
        assert any(one.startswith(f"Dòng {line[at]}, {sentence}") for one in said), (sentence, said)
    assert (len(said), rows(books)) == (5, 0)
    both = mistakes(
        books, office, FILE.replace('den_ngay = "30/11/2026"', 'den_ngay = "30/10/2026"').replace("= 4\n", "= 40\n")
    )
    assert [one.split(":")[0].split(", ", 1)[1] for one in both] == ["dot", "dot_trong_tam thứ 1"]


def test_a_team_that_cannot_be_read_is_told_once_and_not_again_for_each_of_its_trips(
    books: Books, office: Office
) -> None:
    said = mistakes(books, office, FILE.replace('to_truong = "huong"', 'to_truong = "ai-do"'))
    assert len(said) == 1, said
    assert "to_cong_tac thứ 1, to_truong: Không có cán bộ «ai-do»" in said[0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Trong tệp, dot, ten: chưa ghi"),
        ('[dot]\nten = "a\n', "Dòng 2, cả tệp: không đọc được"),
        ('[dot]\nten = "a"\nten = "b"\n', "Dòng 3, cả tệp: không đọc được"),
        ("dot = 3\n", "Dòng 1, dot: phải là một bảng. Hãy ghi [dot]"),
        ("[buoc]\nngay = 1\n", "Dòng 1, buoc: phải là danh sách bảng. Hãy ghi [[buoc]]"),
        ("[dott]\n", "Dòng 1, dott: không có mục này, có phải «dot»?"),
        ('[dot]\ntu_ngay = 2026-11-16T08:00:00\n', "Dòng 2, dot, tu_ngay: ngày «2026-11-16 08:00:00» không đọc được"),
        ("[dot]\nten = 5\n", "Dòng 2, dot, ten: phải là chữ"),
        ("[chon]\nxa = 5\n", "Dòng 2, chon, xa: phải là danh sách chữ"),
        ("[chon]\nxa_diem = 1\n", "Dòng 2, chon, xa_diem: «1» phải là true"),
        ("[dot]\nchi_tieu_viec = true\n", "Dòng 2, dot, chi_tieu_viec: «True» không phải số nguyên"),
        ('[chon]\ncon_tu = 5\ncon_den = 4\n', "Dòng 1, chon: Khoảng số tiền"),
        ("x" * 1_000_001, "Trong tệp, cả tệp: tệp quá lớn"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_plan_is_told_so(books: Books, office: Office, text: str, sentence: str) -> None:
    assert any(one.startswith(sentence) for one in mistakes(books, office, text)), mistakes(books, office, text)


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(books: Books, office: Office) -> None:
    assert load(books, office, "\ufeff" + FILE.replace("\n", "\r\n")).name.startswith("Đợt cao điểm")


def test_the_same_name_again_is_refused_unless_it_is_to_replace(books: Books, office: Office) -> None:
    first = load(books, office)
    assert "tên khác" in mistakes(books, office, FILE)[0]
    approval.approve(books, first.written.campaign_id, office.head)
    shorter = FILE.replace("km = 46", "km = 20").replace("chi_tieu_viec = 39", "chi_tieu_viec = 40")
    again = load(books, office, shorter, replace=True)
    assert again.written.lost
    known = campaigns.the_campaign(books, first.written.campaign_id)
    assert (known.status, known.plan.target_cases) == (Status.DRAFT, 40)
    assert [one.facts.km for one in trips.trips_of(books, known.id)] == [20]


def test_replacing_forgets_teams_and_trips_but_never_an_officers_plan_of_a_case(books: Books, office: Office) -> None:
    first = load(books, office).written.campaign_id
    cut = FILE[: FILE.index("[[to_cong_tac]]")]
    load(books, office, cut, replace=True)
    whole = whole_plan.collect(books, first)
    assert (whole.teams, whole.trips, whole.focal, whole.rates) == ((), (), (), ())
    assert len(case_plans.case_plans_of(books, first)) == 1


def test_what_runs_is_not_replaced(books: Books, office: Office) -> None:
    first = load(books, office).written.campaign_id
    approval.approve(books, first, office.head)
    approval.start(books, first, office.officer)
    with pytest.raises(PlanFileRefused, match="đã chạy"):
        load(books, office, FILE, replace=True)
    assert len(trips.trips_of(books, first)) == 1, "nothing was taken away"


money_kinds = sorted(set(Kind) - NOT_MONEY - BY_THE_AGENCY)
chosen = st.builds(
    Selection,
    focal=st.booleans(),
    difficult=st.booleans(),
    kinds=st.lists(st.sampled_from(money_kinds), max_size=3, unique=True).map(lambda some: tuple(sorted(some))),
    min_left=st.none() | st.integers(0, 10**6),
    max_left=st.none() | st.integers(10**6, 10**12),
    promise=st.none() | st.sampled_from(Promised),
    agreement=st.none() | st.sampled_from(Agreed),
    prison=st.none() | st.booleans(),
    issued_before=st.none() | st.dates(date(2000, 1, 1), date(2026, 12, 31)),
)
focuses = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co", "Zs", "Zl", "Zp")),
    min_size=1,
    max_size=40,
).map(lambda text: normalize("NFC", f"Trọng tâm {text}"))  # as everything that is typed is kept
steps = st.builds(
    lambda anchor, offset, working, condition, channels: replace(
        a_step(anchor, offset, working=working), condition=condition.value, channels=tuple(channels)
    ),
    st.sampled_from([one for one in Anchor if not one.of_the_wave]),
    st.integers(-30, 30),
    st.booleans(),
    st.sampled_from(Condition),
    st.lists(st.sampled_from(["telegram", "web", "zalo"]), max_size=2, unique=True),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    whole=chosen,
    waves=st.lists(st.tuples(focuses, st.integers(0, 20), st.integers(0, 20)), max_size=2),
    said=st.lists(steps, min_size=1, max_size=4),
    ends=st.lists(st.sampled_from(End), unique=True, max_size=3),
    targets=st.tuples(st.none() | st.integers(1, 10**6), st.none() | st.integers(1, 10**13)),
)
def test_any_plan_reads_back_from_its_file_as_it_was(
    books: Books, whole: Selection, waves: list[tuple[str, int, int]], said: list[object], ends: list[End],
    targets: tuple[int | None, int | None],
) -> None:  # fmt: skip
    plan = CampaignPlan(
        agency_id=1, name="Đợt thử", plan_number="1/KH", starts_on=planned.STARTS, ends_on=planned.ENDS,
        selection=whole, steps=tuple(said),  # type: ignore[arg-type]  # drawn as steps
        waves=tuple(
            Wave(focus=focus, starts_on=planned.STARTS + timedelta(days=first),
                 ends_on=planned.STARTS + timedelta(days=first + length), selection=whole)
            for focus, first, length in waves
        ),
        ends_when=tuple(sorted(one.value for one in ends)), target_cases=targets[0], target_money=targets[1],
    )  # fmt: skip
    text = as_toml(books, whole_plan.WholePlan(plan=plan))
    read = plan_file.read(books, text)
    assert read.mistakes == ()
    assert read.whole is not None
    assert read.whole.plan == replace(plan, agency_id=read.whole.plan.agency_id)
