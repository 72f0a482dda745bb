"""Does everything that is told about the law stand in the law in force, and nothing that is dead or open?"""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from messages import explanations
from messages.blanks import TextError
from messages.law_file import ADVICE, HOUSE, Explanation, Sentence
from messages.lint.findings import Flaw
from messages.lint.law_texts import explanation_findings, law_sentence_findings
from messages.lint.open_matters import firm_statements, open_questions, read_open_questions
from messages.lint.stale import stale_rules
from messages.provisions import Mark

TODAY = date(2026, 11, 21)
LAST_OLD_DAY = date(2026, 6, 30)
LIVE = explanations.all(TODAY)
SENTENCES = [(one, said) for one in LIVE for said in one.sentences()]

# Each statement was the rule before 01/07/2026, or is heard as if it were one still.
STALE = [
    "Thời hạn tự nguyện thi hành án theo Điều 45 là 10 ngày.",
    "Mỗi tháng trừ tối đa 30% lương của người phải thi hành án.",
    "Trừ vào thu nhập không quá 30 phần trăm lương hưu.",
    "Lương chỉ bị trừ ba mươi phần trăm.",
    "Cơ quan xác nhận kết quả thi hành án trong 5 ngày làm việc.",
    "Giấy xác nhận được cấp trong năm ngày làm việc.",
    "Khiếu nại phong tỏa tài khoản trong 03 ngày làm việc.",
    "Tài khoản bị phong tỏa thì khiếu nại trong ba ngày.",
    "Chi cục trưởng giải quyết khiếu nại lần đầu.",
    "Giấy được niêm yết trong 10 ngày.",
    "Cơ quan dán công khai quyết định mười ngày.",
    "Khoản dưới 2.000.000 đồng được miễn sau 5 năm: miễn khoản dưới 2.000.000 đồng.",
    "Được miễn án phí còn dưới 2 triệu.",
    "Theo Nghị định 62/2015/NĐ-CP thì tiền được trả trong 10 ngày.",
    "Nghị định 33/2020/NĐ-CP vẫn được dùng.",
    "Nghị định 152/2024/NĐ-CP hướng dẫn việc này.",
    "Theo Luật Thi hành án dân sự năm 2008 thì thời hạn là 10 ngày.",
    "Ông/bà đến Chi cục để nộp tiền.",
    "Tổng cục sẽ giải quyết khiếu nại lần hai.",
    "Cục Thi hành án dân sự tỉnh giải quyết lần hai.",
    "Tòa án nhân dân huyện gửi bản án cho cơ quan.",
    "Cơ quan thi hành án quận nhận đơn.",
    "Chấp hành viên xác minh trong 10 ngày kể từ ngày hết thời hạn tự nguyện.",
    "Người ốm nặng được hoãn thi hành án.",
    "Có ba biện pháp bảo đảm.",
    "Dự kiến chi phí cưỡng chế được báo trước 3 ngày làm việc.",
    "Tố cáo được giải quyết trong 60 ngày.",
    "Cơ quan phạt tiền trước rồi mới đề nghị truy cứu.",
    "Giảm từ 10.000.000 đồng đến 100.000.000 đồng sau 5 năm: giảm khoản từ 10 triệu.",
    "Thừa phát lại giao giấy cho ông/bà.",
    "Miễn, giảm theo Điều 61.",
    "Xác nhận kết quả theo Điều 53.",
    "Khiếu nại theo Điều 140.",
    "Hoãn thi hành án theo Điều 48.",
    "Chưa có điều kiện thi hành theo Điều 44a.",
    "Trừ lương theo Điều 78.",
    "Đồ không được kê biên ghi ở Điều 87.",
    "Thông báo theo Điều 39 và 42.",
    "Đơn yêu cầu thi hành án theo Điều 31.",
    "Người đang ở tù thì theo Điều 128.",
    "Thứ tự chia tiền, thanh toán theo Điều 47.",
    "Chi phí cưỡng chế theo Điều 73.",
    "Giao con theo Điều 120.",
    "Không cưỡng chế ban đêm theo Điều 46.",
]

# Each states firmly, under the key of the open matter, what is not settled.
FIRM = [
    ("vneid_live", "Hiện nay thông báo ở tỉnh này được gửi qua VNeID."),
    ("vneid_live", "Bộ Tư pháp đã công bố việc làm trên môi trường số."),
    ("vneid_live", "Cơ quan chỉ gửi qua VNeID, không còn gửi giấy."),
    ("fee_amounts", "Phí thi hành án là 3% số tiền ông/bà nhận được."),
    ("fee_amounts", "Nhận không quá 5.060.000 đồng thì không mất phí."),
    ("fee_amounts", "Tiền cấp dưỡng không phải chịu phí thi hành án."),
    ("fee_amounts", "Hộ nghèo được giảm phí thi hành án."),
    ("fee_amounts", "Hai bên tự thỏa thuận thì chỉ chịu một phần ba mức phí."),
    ("new_circulars", "Đơn làm theo mẫu số D04-THADS."),
    ("new_circulars", "Theo Thông tư 06/2026/TT-BTP, đơn có ba phần."),
    ("admin_fine_amounts", "Không kê khai thì bị xử phạt hành chính từ 1.000.000 đồng."),
    ("admin_fine_amounts", "Mức phạt cao nhất là 40.000.000 đồng."),
    ("head_delegates_reception", "Phó Thủ trưởng tiếp công dân thay khi Thủ trưởng bận."),
    ("head_delegates_reception", "Thủ trưởng không được ủy quyền cho phó tiếp công dân."),
    ("regional_room_reception", "Trưởng phòng khu vực tiếp dân mỗi tháng một ngày."),
    ("civil_service_swap_2026", "Thứ Hai 23/11/2026 được nghỉ."),
    ("civil_service_swap_2026", "Cơ quan làm bù vào thứ Bảy 28/11."),
    ("leave_plan_2027", "Lịch nghỉ Tết năm 2027 là 9 ngày."),
    ("tet_window", "Không cưỡng chế từ 22/01/2027 đến 21/02/2027 vì Tết."),
    ("tet_window", "15 ngày được tính từ mùng 1 Tết."),
    ("interest_day_count", "Lãi một ngày bằng lãi năm chia cho 365."),
    ("interest_day_count", "Tiền lãi được làm tròn đến nghìn đồng."),
    ("online_payment", "Ông/bà nộp tiền trên Cổng dịch vụ công quốc gia."),
    ("online_payment", "Nộp tiền án phí qua VNeID."),
    ("messages_decree_and_telegram", "Telegram không bị chặn ở nước ta."),
    ("data_controller", "Bên kiểm soát dữ liệu là cơ quan thi hành án."),
    ("relatives", "Thân nhân phải nộp giấy chứng minh quan hệ."),
    ("relatives", "Vợ được xem hồ sơ của chồng."),
    ("criminal_code_2025", "Bộ luật Hình sự sửa đổi năm 2025 giữ nguyên điều này."),
    ("minimum_wage_2027", "Lương tối thiểu vùng I năm 2027 là 5.600.000 đồng."),
    ("military_enforcement", "Cơ quan thi hành án quân khu nhận đơn của ông/bà và giải quyết."),
    ("amnesty_round_2026", "Năm 2026 có đợt đặc xá dịp Quốc khánh."),
    ("sentence_reduction", "Bồi thường được một nửa thì mới được giảm án."),
    ("reception_law_2025", "Luật 136/2025/QH15 bắt buộc mang căn cước."),
    ("reporting_scams", "Bộ Tư pháp đã cảnh báo về kẻ giả danh chấp hành viên."),
]


# --- the library -----------------------------------------------------------------------------------------------------


def test_every_live_sentence_rests_on_the_register_or_says_that_it_tells_no_law() -> None:
    register = explanations.register()
    lost = [(one.name, said.say) for one, said in SENTENCES if not set(said.by) <= {*register, HOUSE, ADVICE}]
    assert lost == []
    assert len(SENTENCES) >= 300


@pytest.mark.parametrize("one", LIVE, ids=lambda one: one.name)
def test_every_sentence_says_what_its_provisions_say(one: Explanation) -> None:
    traced = {Flaw.FIGURE_UNTRACED, Flaw.UNRELATED, Flaw.RULE_UNTRACED, Flaw.OPEN, Flaw.STALE}
    found = explanation_findings(one, explanations.register())
    assert [(finding.flaw, finding.found, finding.sentence) for finding in found if finding.flaw in traced] == []


@pytest.mark.parametrize("one", LIVE, ids=lambda one: one.name)
def test_no_live_explanation_rests_on_a_dead_law(one: Explanation) -> None:
    dead = {source.number for source in explanations.sources().values() if source.until is not None}
    assert dead
    assert {citation.law for citation in one.citations} & dead == set()
    assert one.citations


def test_as_of_the_day_before_the_law_the_old_rule_is_told_or_none() -> None:
    old = explanations.all(LAST_OLD_DAY)
    assert old
    for one in old:
        assert {citation.law for citation in one.citations} <= {
            source.number for source in explanations.sources().values() if source.covers(one.start, one.until)
        }
        assert one.until == LAST_OLD_DAY
    silent = set(explanations.names()) - {one.name for one in old}
    for name in silent:
        with pytest.raises(TextError, match="no explanation is valid"):
            explanations.get(name, LAST_OLD_DAY)


# --- what is dead ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("say", STALE)
def test_a_stale_rule_is_found_wherever_it_is_planted(say: str) -> None:
    assert stale_rules(say)
    planted = law_sentence_findings(Sentence(say=say, by=("L25:36.1",)), explanations.register(), most=9)
    assert Flaw.STALE in {one.flaw for one in planted}


@pytest.mark.parametrize(
    "say",
    [
        "Không còn tính theo một tỷ lệ phần trăm như luật cũ; luật mới tính theo mức phải để lại.",
        "Trước đây có cơ quan thi hành án ở huyện, nay không còn.",
        "Thừa phát lại nay đổi tên thành Thừa hành viên.",
        "Theo Điều 45 của Nghị định số 152/2026/NĐ-CP thì có trường hợp không tạm hoãn xuất cảnh, sau thời hạn tự nguyện.",
        "Có thông tin mới thì cơ quan xác minh trong 10 ngày.",
        "Người chống đối, tẩu tán thì phạt tù từ 2 năm đến 5 năm, theo Điều 380 Bộ luật Hình sự.",
    ],
)
def test_the_rule_in_force_and_a_misbelief_put_right_are_not_stale(say: str) -> None:
    assert stale_rules(say) == []


# --- what is open ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "say"), FIRM)
def test_an_open_matter_stated_firmly_is_found(key: str, say: str) -> None:
    assert key in {matter.key for matter, _ in firm_statements(say)}
    planted = law_sentence_findings(Sentence(say=say, by=(ADVICE,)), explanations.register())
    assert Flaw.OPEN in {one.flaw for one in planted}


def test_every_open_matter_is_planted_once_at_least() -> None:
    assert {key for key, _ in FIRM} == {one.key for one in open_questions()}


@pytest.mark.parametrize(
    "say",
    [
        "Số tiền phí của từng việc, xin ông/bà hỏi cán bộ.",
        "Ngày 23/11/2026 cơ quan có làm việc hay không, ông/bà hỏi cơ quan trước khi đến.",
        "Cơ quan có thể gửi giấy qua VNeID hoặc bằng giấy.",
        "Thân nhân được xin xác nhận kết quả thi hành án.",
        "Ngày 24/11 là ngày nghỉ.",
        "Lãi không quá 20% một năm.",
        "Cưỡng chế không làm trong 15 ngày trước và sau Tết Nguyên đán.",
    ],
)
def test_what_is_settled_or_left_to_the_officer_may_be_said(say: str) -> None:
    assert firm_statements(say) == []


@pytest.mark.parametrize(
    "content",
    [
        '[x]\nopen = "Chưa rõ."\n',
        '[x]\nopen = "Chưa rõ."\nfirm = []\n',
        "[x]\nopen = \"Chưa rõ.\"\nfirm = ['(']\n",
        '[x]\nopen = 1\nfirm = ["a"]\n',
        '[x]\nopen = "Chưa rõ."\nfirm = ["a"]\nsure = true\n',
        "x",
    ],
)
def test_an_unsound_list_of_open_matters_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "open_questions.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TextError):
        read_open_questions(path)


# --- the register ----------------------------------------------------------------------------------------------------


def test_the_register_states_nothing_that_is_open() -> None:
    told = {
        one.id: found
        for one in explanations.register().values()
        if one.source.until is None
        and (found := [matter.key for part in one.says.split(". ") for matter, _ in firm_statements(part)])
    }
    assert told == {}


def test_the_register_tells_nothing_dead_of_a_law_in_force() -> None:
    history = {
        "L25:18",
        "L25:116.5",
        "L25:115.3",
        "L25:17",
        "TCD:4.1.b",
    }  # names of before, told as such or in their law
    told = {
        one.id: found
        for one in explanations.register().values()
        if one.source.until is None and one.id not in history
        if (found := [words for part in one.says.split(". ") for words in stale_rules(part)])
    }
    assert told == {}


def test_the_register_is_written_in_sentences_with_tone_marks() -> None:
    for one in explanations.register().values():
        assert one.says.endswith(".")
        assert unicodedata.is_normalized("NFC", one.says)
        assert not one.says.isascii()


def test_what_only_memory_vouches_for_is_rare_and_marked() -> None:
    marks = Counter(one.mark for one in explanations.register().values())
    assert marks[Mark.SEEN] > 250
    assert marks[Mark.MEMORY] <= 3


@pytest.mark.parametrize(
    ("place", "figures"),
    [
        ("L25:36.1", ["10 ngày"]),
        ("L25:37.1", ["9 ngày"]),
        ("L25:42", ["5.000.000", "10.000.000", "100.000.000", "50.000.000", "5 năm", "10 năm"]),
        ("L25:96", ["15 ngày", "10 ngày", "30 ngày"]),
        ("L25:102", ["15 ngày", "30 ngày", "5 ngày làm việc", "45 ngày"]),
        ("ND152:32.3", ["3 ngày làm việc"]),
        ("ND152:17", ["7 ngày"]),
        ("ND293:0", ["5.310.000", "4.730.000", "4.140.000", "3.700.000"]),
        ("L08:78", ["30%"]),
        ("L08:53", ["5 ngày làm việc"]),
    ],
)
def test_the_figures_people_rely_on_stand_in_the_register(place: str, figures: list[str]) -> None:
    provision = explanations.provision(place)
    assert provision is not None
    assert [figure for figure in figures if figure not in provision.says] == []
