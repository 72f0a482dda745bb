"""What a planned campaign consists of in these tests: communes of an invented province, teams, a draft to write into."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert, select, update

from casework.books import Books
from casework.db.ids import new_id
from casework.folding import fold
from casework.obligations import Kind
from casework.tables.agency import agency, staff
from casework.tables.places import commune, province
from scheduler.plans import campaigns, teams
from scheduler.plans.campaign_facts import CampaignPlan
from scheduler.plans.teams import Body, Member, TeamFacts
from tests import builders
from tests.scheduler import arranged
from tests.scheduler.arranged import Office

STARTS, ENDS = date(2026, 11, 16), date(2026, 12, 31)
LONG = "Công Tằng Tôn Nữ Nguyễn Thị Hoàng Phương Khánh Linh"
FILE = f"""
# Kế hoạch của phòng khu vực 3
[dot]
ten = "Đợt cao điểm thi hành án dân sự quý IV"
so_ke_hoach = "308/KH-THADS"
can_cu = "Luật Thi hành án dân sự số 106/2025/QH15; Kế hoạch công tác năm của cơ quan"
tu_ngay = "16/11/2026"
den_ngay = 2026-12-31
uy_vien_phu_trach = "pho"
chi_tieu_viec = 39
chi_tieu_tien = "4,5 tỷ"
ket_thuc_nhac_khi = ["đã hẹn nộp", "agreed"]
van_dong_sau = 2
toi_da_moi_nguoi = 4

[chon]
phong = ["khu vực 3"]
con_tu = "300 nghìn"

[[dot_trong_tam]]
trong_tam = "Án phí, tiền phạt"
tu_ngay = "16/11/2026"
den_ngay = "30/11/2026"
[dot_trong_tam.chon]
loai_khoan = ["án phí, lệ phí tòa án", "tiền phạt"]

[[dot_trong_tam]]
trong_tam = "Việc tín dụng, ngân hàng"
tu_ngay = "01/12/2026"
den_ngay = "31/12/2026"
[dot_trong_tam.chon]
loai_khoan = ["nợ ngân hàng"]
xa_diem = true

[[buoc]]
dot_trong_tam = 1
moc = "ngày đợt trọng tâm bắt đầu"
ngay = 0
mau = "week_before"

[[buoc]]
dot_trong_tam = 2
moc = "voluntary_period_end"
ngay = -2
ngay_lam_viec = false
mau = "reminder.deadline_near"
khi = "chưa bấm xem tin trước"
kenh = ["telegram", "web"]

[[to_cong_tac]]
ten = "Tổ công tác số 1"
to_truong = "huong"
thanh_vien = [
  {{ can_bo = "pho", nhiem_vu = "Chỉ đạo" }},
  {{ ho_ten = "Đại úy {LONG}", dien_thoai = "0900 000 201", co_quan = "công an", nhiem_vu = "Bảo đảm an toàn" }},
]

[[xa_diem]]
xa = "Phước Hòa"
ly_do = "Nhiều việc tồn, giá trị lớn"
to = "số 1"
dot_trong_tam = 2

[[to_van_dong]]
xa = "xã Phước Hòa"
ten = "Tổ vận động xã Phước Hòa"
luot_moi_ngay = 9
thanh_vien = [{{ ho_ten = "{LONG}", vai_tro = "Hội Phụ nữ" }}]

[[ke_hoach_viec]]
so_quyet_dinh = "001/QĐ-THADS"
can_bo = "huong"
kho_khan = "số tiền lớn"
huong = \"\"\"
Mời ngân hàng làm việc về miễn, giảm lãi.
Xác minh lại thửa đất.\"\"\"
han = "15/12/2026"

[[chuyen_di]]
to = "Tổ công tác số 1"
xa = "Phước Hòa"
ngay = "06/12/2026"
so_nguoi = 5
km = 46
dot_trong_tam = 2

[don_gia]
"message:telegram" = 0
letter = "12.000"
km = 3500
"""


def communes(books: Books, *names: str) -> list[int]:
    """These communes of the invented province, which is the agency's own from now on; by id."""
    ids = communes_of(books, "99", "tỉnh Vĩnh Hưng", *names)
    own = select(province.c.id).where(province.c.code == "99").scalar_subquery()
    books.conn.execute(agency.update().values(province_id=own))
    return ids


def communes_of(books: Books, code: str, name: str, *names: str) -> list[int]:
    """These communes of a province; by id."""
    known = books.conn.execute(select(province.c.id).where(province.c.code == code)).scalar()
    province_id = known if known is not None else new_id()
    if known is None:
        row = {"id": province_id, "code": code, "name": name, "folded": fold(name.split(" ", 1)[1])}
        books.conn.execute(insert(province), row)
    ids = []
    for one in names:
        ids.append(new_id())
        kind, bare = one.split(" ", 1)
        books.conn.execute(
            insert(commune).values(
                id=ids[-1], code=str(ids[-1]), province_id=province_id, kind=kind, name=one, folded=fold(bare)
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


def an_office_as_in_the_file(books: Books) -> Office:
    """The logins, places and the case that ``FILE`` names."""
    office = arranged.an_office_with_leaders(books)
    for login, staff_id in (("huong", office.officer), ("pho", office.deputy), ("truong", office.head)):
        books.conn.execute(update(staff).where(staff.c.id == staff_id).values(login=login))
    communes(books, "xã Phước Hòa", "phường An Bình")
    room = builders.an_office(books, office.agency)
    lines = [builders.a_line(Kind.COURT_FEE)]
    builders.a_decision(books, office.agency, debtor=builders.a_person(books), lines=lines, office=room)
    return office
