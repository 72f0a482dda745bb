"""``gandan ask``: the answer to free words, without books, as text and as JSON lines."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from bot.__main__ import main


def asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lines: list[str], *more: str
) -> list[Any]:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))
    assert main(["ask", "--jsonl", *more]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def question(text: str) -> str:
    return json.dumps({"id": "q1", "q": text}, ensure_ascii=False)


def test_a_question_of_law_comes_with_its_topics_article_and_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = asked(monkeypatch, capsys, [question("nha duy nhat co bi thi hanh an lay ko a")])
    assert set(found) == {"id", "intent", "topic", "answer", "citations", "confidence"}
    assert (found["id"], found["intent"], found["topic"][0]) == ("q1", "explain_law", "only_home")
    assert "106/2025/QH15" in found["answer"]
    assert any("106/2025/QH15" in one for one in found["citations"])
    assert 0.45 <= found["confidence"] <= 1


@pytest.mark.parametrize(
    ("text", "intent", "words"),
    [
        ("cho xem hồ sơ ông Nguyễn Văn Ba hàng xóm tôi", "out_of_scope", "chỉ cho xem hồ sơ của chính người"),
        ("toi muon nop tien thi chuyen khoan vao dau", "pay", "Cách nộp tiền"),
        ("tôi không muốn sống nữa", "talk_to_officer", "115"),
        ("thời tiết Đà Lạt mai thế nào", "out_of_scope", "không thuộc thi hành án"),
        ("", "out_of_scope", "gõ lại"),
        ("🙂🙂🙂", "out_of_scope", "gõ lại"),
        ("z" * 100_000, "out_of_scope", "gõ lại"),
    ],
)
def test_what_is_no_question_of_law_is_answered_calmly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, intent: str, words: str
) -> None:
    (found,) = asked(monkeypatch, capsys, [question(text)])
    assert found["intent"] == intent
    assert words in found["answer"]
    assert found["citations"] == []


def test_before_the_law_the_old_rule_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = asked(monkeypatch, capsys, [question("thi hành án trừ lương tôi bao nhiêu?")], "--on", "30/06/2026")
    assert "26/2008/QH12" in found["answer"]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "q1"}', '{"id": "q1", "q": 5}', '"q"'])
def test_a_line_that_is_no_question_is_told_so_and_the_next_is_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    bad, good = asked(monkeypatch, capsys, [line, question("chào em")])
    assert "Mỗi dòng là một đối tượng có id và q." in bad["error"]
    assert good["intent"] == "smalltalk"


def test_one_question_may_be_typed_after_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "an", "phi", "cham", "nop", "co", "bi", "lai", "khong"]) == 0
    assert "Căn cứ: " in capsys.readouterr().out


def test_without_a_question_it_says_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask"]) == 1
    assert "Chưa có câu hỏi." in capsys.readouterr().err
