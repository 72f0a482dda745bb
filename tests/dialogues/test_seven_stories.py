"""Seven people tell their trouble as people type it, ask on, press buttons, and end with a next step or a person.

Whole conversations over the real road. Every turn shows a way home and to a person; every explanation names its articles;
who is linked hears of their own decision first, who is not is never told anybody's.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from casework import coercion
from casework.books import Books
from casework.coercion import CoercionFacts
from casework.coercion_queries import Measure
from casework.db.engine import Database
from casework.obligations import Kind
from casework.questions import Question, waiting
from messages import explanations
from messages.fit import units
from tests.builders import BANK, MAN, WOMAN, Case, a_case, a_line, a_payment, a_person
from tests.dialogues.conversation import Citizen
from tests.dialogues.readers import linked

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
TODAY = date(2026, 11, 16)
LAW, DECREE = "Luật Thi hành án dân sự số 106/2025/QH15", "Nghị định số 152/2026/NĐ-CP"
MINE, MORE, OFFICER = "Xem việc của tôi", "Xem thêm", "Gặp cán bộ"
OWN = "quyết định số 001/QĐ-THADS"


def goes_on(citizen: Citizen) -> None:
    """Whatever was said, it fits on the screen, and there is a way home and to a person."""
    assert citizen.last
    assert all(units(shown.text) <= 4096 for shown in citizen.last)
    citizen.sees_button("‹ Về đầu", OFFICER)


async def asks(citizen: Citizen, words: str, topic: str, *sees: str) -> None:
    """``words`` get one explanation of ``topic``, with its articles, and in it all of ``sees`` in this order."""
    await citizen.write(words)
    titles = {explanations.title(one) for one in explanations.of_topic(topic, TODAY)}
    assert citizen.text.split("\n")[0] in titles, f"{words!r} was answered by:\n{citizen.text}"
    citizen.sees("Căn cứ: ", *sees)
    places = [citizen.text.index(part) for part in sees]
    assert places == sorted(places), f"in another order: {citizen.text}"
    goes_on(citizen)


async def says(citizen: Citizen, words: str, *sees: str) -> None:
    """``words`` lead somewhere else than to an explanation."""
    await citizen.write(words)
    citizen.sees(*sees)
    goes_on(citizen)


async def presses(citizen: Citizen, label: str, *sees: str) -> None:
    await citizen.press(label)
    citizen.sees(*sees)
    goes_on(citizen)


async def to_an_officer(db: Database, citizen: Citizen, words: str) -> Question:
    """The person is asked for, the words are typed once, and stand where officers look."""
    await citizen.write(words)
    citizen.sees("Tôi đã chuyển câu hỏi của ông/bà cho cán bộ. Mã câu hỏi: ", "không làm thay đổi thời hạn nào")
    goes_on(citizen)
    (asked,) = await db.read(lambda books: list(waiting(books)))
    assert asked.text == words
    return asked


async def test_who_won_and_still_has_no_money(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, Case]:
        case = a_case(books, creditor=a_person(books, name=MAN), rate=Decimal(10))
        a_payment(books, case.decision, 5_000_000, paid_on=date(2026, 11, 10))
        return case.creditor, case

    case = await linked(db, write)
    await asks(
        citizen,
        "tui thang kien gan 2 nam roi ma chua nhan dc dong nao het, gio phai lam sao",
        "no_condition",
        f"Theo sổ, {OWN} đang được thi hành. Cơ quan đã thu cho ông/bà 5.000.000 đồng, còn phải thu 45.000.000 đồng.",
        "ít nhất 6 tháng một lần",
        "ông/bà báo ngay cán bộ",
        f"Điều 38, khoản 1 Điều 6 {LAW}",
    )
    await asks(
        citizen,
        "no noi no ko co gi de tra het, vay la mat trang luon ha",
        "no_condition",
        "không có nghĩa là ông/bà mất trắng, vì món nợ vẫn còn.",
        "còn phải thu 45.000.000 đồng",
    )
    await presses(citizen, MORE, "Xin đừng hiểu nhầm:", "ông/bà được khiếu nại trong 15 ngày", "Thủ trưởng cơ quan")
    await asks(
        citizen,
        "tui biet no co mieng dat o duoi que, muon bao tai san do thi bao cho ai",
        "asset_verification",
        "còn phải thu 45.000.000 đồng",
        "nộp cho chấp hành viên",
    )
    await asks(
        citizen,
        "tui muon yeu cau cuong che, ke bien dat cua no thi lam sao",
        "coercive_measures",
        "Ông/bà có quyền yêu cầu cơ quan áp dụng biện pháp bảo đảm, cưỡng chế",
        "Điều 72",
    )
    await asks(
        citizen,
        "lai cham tra may nam nay tui co dc nhan ko",
        "late_interest",
        "thì ước tính là 1.690.411 đồng; số do cơ quan tính mới có giá trị.",
        f"khoản 2 Điều 29 {DECREE}",
    )
    await asks(
        citizen,
        "tien thu dc roi bao lau moi toi tay tui",
        "payment_order",
        "Cơ quan đang giữ 5.000.000 đồng để chi trả. Hạn chi trả dự kiến đến hết thứ Sáu, ngày 20 tháng 11 năm 2026",
        f"Điều 54 {LAW}",
    )
    await presses(citizen, MINE, "Còn phải thu: 45.000.000 đồng.", "Ông/bà có thể tự làm:", "Người phụ trách:")
    await says(citizen, "toi muon gap can bo", "Ông/bà gõ câu hỏi trong một tin nhắn")
    asked = await to_an_officer(db, citizen, "Tui biet ben no co lo dat o xa Phuoc Hoa, nho anh chi xac minh giup")
    assert asked.party_id == case.creditor


async def test_who_has_only_one_home(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, Case]:
        case = a_case(books)
        facts = CoercionFacts(
            decision_id=case.decision,
            measure=Measure.SEIZURE,
            decided_on=date(2026, 11, 2),
            document="12/QĐ-CC",
            with_forces=False,
        )
        coercion.plan(books, coercion.decide(books, facts, entered_by=None), date(2026, 12, 8), entered_by=None)
        return case.debtor, case

    await linked(db, write)
    planned = "sổ ghi ngày dự kiến cưỡng chế kê biên tài sản là thứ Ba, ngày 8 tháng 12 năm 2026 (22 ngày nữa)."
    await asks(
        citizen,
        "thi hanh an ke bien nha co dc giu lai cho o ko, nha tui chi co 1 can",
        "only_home",
        f"Với {OWN}, {planned} Ông/bà gọi sớm người phụ trách để bàn cách tự thi hành.",
        "chỉ bị kê biên khi không còn tài sản khác hoặc tài sản khác không đủ trả",
        "điểm b khoản 3 Điều 78",
    )
    await presses(citizen, MORE, "12 tháng lương tối thiểu theo vùng", "Luật không cấm hẳn", "khiếu nại trong 30 ngày")
    await asks(
        citizen,
        "ban nha xong co dc chua lai tien thue nha ko",
        "only_home",
        "trích lại tiền thuê trong một năm",
        "khoản 2 Điều 89",
        f"khoản 3 Điều 67 {DECREE}",
    )
    await asks(
        citizen,
        "may may me e nhan hang gia cong o nha co bi ke ko a",
        "seizure_exempt_assets",
        planned,
        "kế sinh nhai",
        "Điều 79",
    )
    await asks(
        citizen,
        "xin tra dan moi thang de giu nha dc hong",
        "instalments_agreement",
        "ông/bà còn phải nộp 50.000.000 đồng; sổ chưa ghi thỏa thuận trả dần nào.",
        "phải viết thành văn bản",
        "khoản 2 Điều 36",
    )
    await presses(citizen, "Cách nộp tiền", "còn phải nộp 50.000.000 đồng", "Ai gửi cho ông/bà số tài khoản khác")
    await presses(citizen, "Xem lại quyết định", "Còn phải nộp: 50.000.000 đồng.", "Người phụ trách:")
    await presses(citizen, OFFICER, "Ông/bà gõ câu hỏi trong một tin nhắn")
    await to_an_officer(db, citizen, "Nha tui co me gia, xin cho tui tra moi thang 3 trieu de giu nha")


async def test_whose_wages_are_to_be_deducted_and_who_heard_of_a_percentage(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, Case]:
        case = a_case(books)
        facts = CoercionFacts(
            decision_id=case.decision,
            measure=Measure.INCOME,
            decided_on=date(2026, 11, 2),
            document="12/QĐ-CC",
            with_forces=False,
        )
        coercion.decide(books, facts, entered_by=None)
        return case.debtor, case

    await linked(db, write)
    await asks(
        citizen,
        "e lam cong nhan luong 8tr, nghe noi thi hanh an tru 30% luong phai hong",
        "salary_deduction",
        "Không còn tính theo một tỷ lệ phần trăm như luật cũ; luật mới tính theo phần phải để lại.",
        f"Với {OWN}, sổ ghi có quyết định cưỡng chế trừ vào thu nhập ngày 02/11/2026.",
        "Phải để lại một tháng lương tối thiểu vùng cho ông/bà",
        f"khoản 1 Điều 51 {DECREE}",
    )
    assert "30%" not in citizen.text, "the dead figure is not repeated"
    await asks(
        citizen,
        "vay tru luong thi e con lai dc bao nhieu de nuoi 2 dua con",
        "salary_deduction",
        "thêm một tháng như vậy cho mỗi người phụ thuộc",
        "đưa bảng lương và giấy đăng ký người phụ thuộc",
    )
    await presses(citizen, MORE, "vùng I 5.310.000 đồng", "vùng IV là 3.700.000 đồng", "khiếu nại trong 30 ngày")
    await presses(citizen, "‹ Quay lại", "Trừ vào lương, thu nhập")
    await asks(
        citizen,
        "e ko dong y quyet dinh tru luong thi khieu nai trong may ngay",
        "complaint_procedure",
        "Sổ ghi quyết định cưỡng chế ký ngày 02/11/2026",
        "thì hạn khiếu nại lần đầu dự kiến đến hết thứ Tư, ngày 2 tháng 12 năm 2026",
        "cưỡng chế và sau đó thì trong 30 ngày",
        f"Điều 96, Điều 98 {LAW}",
    )
    await presses(citizen, "Làm đơn khiếu nại", "Ông/bà không đồng ý với điều gì?")
    await presses(citizen, "Kê biên, trừ lương, bán tài sản, việc cưỡng chế khác")
    await says(citizen, "cho e noi chuyen voi nguoi that", "Ông/bà gõ câu hỏi trong một tin nhắn")
    await to_an_officer(db, citizen, "Luong e 8 trieu nuoi 2 con nho, xin tinh lai muc tru")


async def test_a_mother_before_an_amnesty(db: Database, citizen: Citizen) -> None:
    await db.write(lambda books: a_case(books, debtor=a_person(books, name=MAN, in_prison=True)))
    await asks(
        citizen,
        "con tui o tu, sap toi dot dac xa, muon dc xet thi phai nop xong nhung khoan nao",
        "amnesty_confirmation",
        "phải nộp xong án phí và phạt tiền bổ sung",
        "khoản 1 Điều 11 Luật Đặc xá số 30/2018/QH14",
    )
    citizen.sees_button("Xin giấy xác nhận kết quả", "Cách nộp tiền", MINE)
    await asks(
        citizen,
        "tui dong tien thay con o trai giam dc hong",
        "prisoner_relative",
        "Gia đình được nộp tiền thay người đang ở tù",
        "chuyển tiền trong 1 tháng",
        f"Điều 61 {LAW}",
    )
    await asks(
        citizen,
        "co nguoi bao dua 20tr lo dac xa cho con, co that hong",
        "amnesty_confirmation",
        "Không ai được nhận tiền để lo đặc xá",
        f"khoản 3 Điều 32 {DECREE}",
    )
    await says(citizen, "tui muon xin giay xac nhan ket qua thi hanh an cho con", "Ông/bà xin cho ai?")
    await presses(
        citizen,
        "Cho người nhà đang ở tù",
        "Thân nhân được tự đứng tên xin, không cần giấy ủy quyền.",
        "Có giấy này chưa phải là được đặc xá.",
        "Nộp hôm nay 16/11/2026: chậm nhất đến hết thứ Năm, ngày 19 tháng 11 năm 2026.",
        "Mang theo: ",
    )
    await presses(citizen, "Tôi nộp ngày khác", "Ông/bà nộp, hoặc đã nộp, ngày nào?")
    await says(citizen, "25/11/2026", "Nộp 25/11/2026: chậm nhất đến hết thứ Hai, ngày 30 tháng 11 năm 2026.")
    await citizen.press("Lấy tờ đơn (PDF)")
    assert [shown.attachment.name for shown in citizen.last if shown.attachment] == ["don-xac-nhan-ket-qua.pdf"]
    goes_on(citizen)
    await presses(citizen, "Báo cho cán bộ biết", "Tôi đã báo cho cán bộ. Mã: ", "chưa phải là nộp đơn")
    citizen.does_not_see(MAN, "50.000.000", "001/QĐ-THADS")


async def test_who_cannot_pay(db: Database, citizen: Citizen) -> None:
    def write(books: Books) -> tuple[int, Case]:
        lines = (a_line(), a_line(Kind.COURT_FEE, 2_500_000, "Án phí dân sự sơ thẩm"))
        case = a_case(books, lines=lines)
        return case.debtor, case

    await linked(db, write)
    await asks(
        citizen,
        "lam an thua lo gio ko co tien tra, xin tra gop hang thang dc ko",
        "instalments_agreement",
        f"Với {OWN}, ông/bà còn phải nộp 52.500.000 đồng; sổ chưa ghi thỏa thuận trả dần nào.",
        "nếu bên được nhận tiền đồng ý",
        f"khoản 2 Điều 36 {LAW}; Điều 14 {DECREE}",
    )
    await asks(
        citizen,
        "kho khan qua xin hoan thi hanh an dc hong",
        "deferral",
        f"Theo sổ, {OWN} đang được thi hành.",
        "chỉ khó khăn về tiền bạc thì chưa đủ",
        "điểm c khoản 1 Điều 46",
    )
    await presses(citizen, MORE, "Không có tiền chưa phải là lý do được hoãn.", "còn cách trả dần bằng văn bản")
    await asks(
        citizen,
        "an phi 2tr5 tui ko co tien dong thi xin mien dc ko",
        "exemption_reduction",
        f"Với {OWN}, khoản nộp cho Nhà nước còn 2.500.000 đồng.",
        "cơ quan thi hành án lập hồ sơ, không phải ông/bà tự gửi tòa",
        f"Điều 42, Điều 43 {LAW}",
    )
    await presses(citizen, "Xem có được miễn, giảm không", "1. Án phí, còn 2.500.000 đồng")
    await presses(citizen, "1. Án phí")
    await asks(
        citizen,
        "khong co tien tra no thi co bi di tu ko",
        "criminal_liability",
        "không có khả năng trả thì không phải là tội",
        "Điều 380 Bộ luật Hình sự",
    )
    await says(citizen, "tui muon gap can bo", "Ông/bà gõ câu hỏi trong một tin nhắn")
    await to_an_officer(db, citizen, "Tui lam an thua lo, xin tra moi thang 1 trieu, nho can bo hoi giup ben kia")


async def test_whose_parents_mortgaged_their_house_to_the_bank(db: Database, citizen: Citizen) -> None:
    await db.write(a_case)
    await asks(
        citizen,
        "ba me toi the chap nha cho anh hai vay ngan hang, gio anh hai bo tron, ngan hang doi ban nha ba me co dung ko",
        "guarantor_mortgage_bank",
        "dù người vay là con hay người thân",
        f"khoản 1 Điều 12 {DECREE}; điểm b khoản 3 Điều 78 {LAW}",
    )
    assert citizen.labels().count(MINE) == 1
    await asks(
        citizen,
        "nha do la cho o duy nhat cua ba me thi co dc giu ko",
        "only_home",
        "dù đó là nhà ở duy nhất",
        "bàn với ngân hàng việc trả dần bằng văn bản",
    )
    await asks(
        citizen,
        "ba me toi chi ky the chap thoi co phai tra het no thay anh hai ko",
        "guarantor_mortgage_bank",
        "Ký thế chấp không có nghĩa là phải trả thay mọi thứ",
    )
    await presses(citizen, MORE, "báo trước ít nhất 3 ngày làm việc", "trung tâm trợ giúp pháp lý", "trong 30 ngày")
    await asks(
        citizen,
        "nop don khieu nai thi co dung viec ban nha lai ko",
        "complaint_procedure",
        "Khiếu nại không tự làm dừng việc",
        "điểm c khoản 2 Điều 99",
    )
    await asks(
        citizen,
        "xin giay uy quyen cho toi lam thay ba me thi lam sao",
        "authorisation_representative",
        "Điều 2",
    )
    await presses(citizen, MINE, "mã")  # who is nobody yet is asked for the code on the paper
    citizen.does_not_see("50.000.000", WOMAN, BANK)
    await says(citizen, "toi muon gap can bo", "Ông/bà gõ câu hỏi trong một tin nhắn", "chưa liên kết với hồ sơ nào")
    asked = await to_an_officer(db, citizen, "Ba me toi gia roi, muon hoi ngan hang cho tra dan thi can giay gi")
    assert asked.party_id is None


async def test_who_is_called_by_a_swindler(db: Database, citizen: Citizen) -> None:
    await db.write(a_case)
    await says(
        citizen,
        "co nguoi goi dien xung la chap hanh vien bat chuyen 15tr vao tk ca nhan ko thi bat giam",
        "Ông/bà khoan chuyển tiền, khoan bấm liên kết, khoan đọc mã cho ai.",
        "Lỡ chuyển rồi thì gọi ngay ngân hàng của mình và báo công an nơi gần nhất.",
        "không phải tên một người",
        "gọi Thi hành án dân sự tỉnh Vĩnh Hưng: 0900000100",
    )
    await says(citizen, "ho doi doc ma otp nua", "có dấu hiệu lạ: hỏi mã OTP", "Xin đừng làm theo, và báo công an")
    await says(
        citizen,
        "no moi nhan: Co quan thi hanh an yeu cau ong chuyen 15.000.000 dong vao so tk 19034567890123 truoc 17h hom nay,"
        " neu khong se bi bat giam",
        "Tin này không có mã tin của cơ quan",
        "số tài khoản hoặc số điện thoại không phải của cơ quan; lời đe dọa",
        "Đừng gọi số ghi trong tin lạ.",
    )
    citizen.does_not_see("19034567890123")
    await asks(
        citizen,
        "chap hanh vien co duoc thu tien vao tai khoan rieng ko",
        "officer_powers",
        "Không ai được thu tiền thi hành án vào tài khoản riêng.",
        "xin xem thẻ và quyết định",
    )
    await presses(citizen, "Tin này có thật không?", "gõ mã tin", "Cách tự kiểm tra:")
    await says(
        citizen, "toi muon gap can bo that", "Ông/bà gõ câu hỏi trong một tin nhắn", "Việc gấp, ông/bà gọi 0900000100"
    )
    await to_an_officer(db, citizen, "Co nguoi xung la chap hanh vien doi tien, nho co quan xac nhan giup toi")
