"""Short answers to a reminder are heard as people type them; questions, stories and what others did are not taken for them."""

from __future__ import annotations

from pathlib import Path

import pytest

import messages.understanding
from messages.reactions import Reaction, reaction

HEARD = {
    Reaction.PAID_ALREADY: [
        "Tôi nộp rồi",
        "toi da nop roi ma",
        "em ck hôm qua rồi",
        "tui đóng tuần trước rồi",
        "trả hết rồi sao còn nhắn?",
        "đã thanh toán đủ",
        "vợ tôi đóng hôm bữa rồi mà",
        "tôi đã nộp 5 triệu hôm 12/11",
    ],
    Reaction.CANNOT_PAY: ["chưa có tiền", "toi chua co tien nop", "ko co tien dau", "không trả nổi", "nộp không nổi"],
    Reaction.WILL_PAY: [
        "mùng 5 tôi nộp",
        "mai nop",
        "tuần sau tôi đóng",
        "cuối tháng có lương tôi trả",
        "cho tôi khất đến mùng 10",
        "xin khất vài bữa",
        "tôi hẹn ngày 5/12 nộp",
        "ngày 10 tôi nộp 2 triệu",
    ],
    Reaction.WRONG_PERSON: [
        "nhầm người rồi",
        "sai số",
        "không phải tôi",
        "tôi không phải ông An",
        "nham so roi ban oi",
        "Lộn số rồi cưng ơi, tui hông phải bà đó",
        "tôi là con của ông An, không phải ông An",
    ],
}
ONLY_AFTER = {
    Reaction.CANNOT_PAY: ["tui khó khăn quá", "tháng này mất mùa", "lúc này tôi chưa nộp được", "đang thất nghiệp"],
    Reaction.PAID_ALREADY: ["đã đóng xong", "I already paid"],
    Reaction.WILL_PAY: ["tôi sẽ nộp"],
}
OTHERWISE = [
    "không phải tôi nợ",
    "chuyển nhầm người",
    "tòa xử nhầm người",
    "nộp đơn rồi",
    "nộp hồ sơ xong chưa",
    "nếu tôi không có tiền thì sao",
    "không nộp có bị đi tù không?",
    "nộp xong rồi thì bao lâu được xóa tên",
    "bên kia chưa trả tiền",
    "họ nộp rồi mà tôi chưa nhận được",
    "ngày 5 tôi gặp lãnh đạo",
    "tôi muốn nộp tiền",
    "tháng sau nộp được không",
    "không có tiền nộp, tôi không muốn sống nữa",
    "có người gọi bảo tôi chuyển tiền trước 5 giờ không thì bị bắt",
    "cảm ơn",
    "",
    "…",
]


@pytest.mark.parametrize(("meant", "said"), [(meant, said) for meant, all_said in HEARD.items() for said in all_said])
def test_an_answer_is_heard_with_or_without_a_reminder(meant: Reaction, said: str) -> None:
    assert reaction(said, reminded=False) is meant
    assert reaction(said, reminded=True) is meant


@pytest.mark.parametrize(
    ("meant", "said"), [(meant, said) for meant, all_said in ONLY_AFTER.items() for said in all_said]
)
def test_words_that_could_open_any_story_are_an_answer_only_after_a_reminder(meant: Reaction, said: str) -> None:
    assert reaction(said, reminded=False) is None
    assert reaction(said, reminded=True) is meant


@pytest.mark.parametrize("said", OTHERWISE)
def test_questions_and_what_others_did_are_no_answer(said: str) -> None:
    assert reaction(said, reminded=True) is None


def test_a_long_story_is_left_to_whoever_explains() -> None:
    assert reaction("tôi nộp rồi " + "và chuyện dài lắm " * 10, reminded=True) is None


def test_hardly_any_known_question_is_taken_for_an_answer() -> None:
    """Of the sentences people are known to ask, less than one in two hundred; payments and wrong numbers are what they are."""
    folder = Path(messages.understanding.__file__).parent / "utterances"
    own = {"pay", "change_contact", "stop_messages", "my_obligation", "distress", "not_distress"}
    asked = [
        line
        for file in sorted(folder.glob("*.txt"))
        if file.stem not in own
        for line in file.read_text("utf-8").splitlines()[::3]
        if line and not line.startswith("#")
    ]
    taken = [line for line in asked if reaction(line, reminded=True) is not None]
    assert len(asked) > 1_000
    assert 200 * len(taken) < len(asked), taken
