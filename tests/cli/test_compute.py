"""The calculators at the terminal: one JSON object in, one out or lines for people; what is unclear is refused by name."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.compute import KINDS
from bot.cli.compute_deadline import length_words
from bot.cli.compute_fields import Fields, read_object
from bot.cli.refusal import Refused
from casework.period_kinds import PeriodKind
from casework.periods import PERIODS
from casework.working_days import confirm_year, seed_year
from tests.cli.conftest import Terminal
from tests.cli.offices import an_office

PAGE = Path(__file__).parents[2] / "docs" / "thoi-han.md"
FILING = {
    PeriodKind.COMPLAINT_BEFORE_COERCION,
    PeriodKind.COMPLAINT_SECURITY,
    PeriodKind.COMPLAINT_COERCION,
    PeriodKind.SECOND_COMPLAINT,
}
QUESTION = {"kind": "voluntary_period", "from": "2026-11-14"}


@pytest.fixture
def bare(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    """A terminal on a machine where nothing has been set up."""
    monkeypatch.setenv("GANDAN_DATA_DIR", str(tmp_path / "nothing"))
    return terminal


def asks(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, text: str | bytes, kind: str = "deadline") -> int:
    """Type the command and feed ``text`` to its standard input."""
    raw = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
    return terminal.types("compute", kind, "--json")


def refusal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, text: str | bytes, kind: str = "deadline") -> str:
    """The sentence on standard error; nothing may stand on standard output."""
    assert asks(terminal, monkeypatch, text, kind) == 1
    assert terminal.said == ""
    assert "Traceback" not in terminal.complained
    assert terminal.complained.count("\n") == 1
    return terminal.complained


def test_one_object_in_and_one_out(bare: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asks(bare, monkeypatch, json.dumps(QUESTION)) == 0
    assert bare.said.count("\n") == 1
    found = json.loads(bare.said)
    steps = found.pop("steps")
    assert found == {
        "last_day": "2026-11-25",
        "counted": "calendar",
        "moved_from": "2026-11-24",
        "unconfirmed_year": True,
        "citations": [
            "khoản 1 Điều 36, 106/2025/QH15",
            "khoản 2 Điều 147, 91/2015/QH13",
            "khoản 5 Điều 148, 91/2015/QH13",
            "khoản 6 Điều 148, 91/2015/QH13",
        ],
    }
    assert steps[-1] == (
        "Ngày 24/11/2026 là ngày nghỉ; thời hạn kết thúc vào ngày làm việc tiếp theo, thứ Tư 25/11/2026."
    )


def test_nothing_is_made_on_a_machine_without_books(bare: Terminal, tmp_path: Path) -> None:
    bare.does("compute", "deadline", json.dumps(QUESTION))
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize(
    "words", [("deadline", "ASKED"), ("deadline", "ASKED", "--json"), ("deadline", "--json", "ASKED")]
)
def test_the_question_may_stand_on_the_command_line(bare: Terminal, words: tuple[str, ...]) -> None:
    typed = [json.dumps(QUESTION) if word == "ASKED" else word for word in words]
    assert "25/11/2026" in bare.does("compute", *typed)


def test_people_read_lines(bare: Terminal) -> None:
    lines = bare.does("compute", "deadline", json.dumps(QUESTION)).splitlines()
    assert lines[0] == "Thời hạn tự nguyện thi hành án: 10 ngày, khoản 1 Điều 36, 106/2025/QH15."
    assert "Ngày cuối: thứ Tư 25/11/2026, đến hết 24 giờ." in lines
    assert lines[-1].endswith("Xem: gandan calendar show 2026")


def test_working_days_are_named_one_by_one(bare: Terminal) -> None:
    said = bare.does("compute", "deadline", '{"kind":"confirmation_of_results","from":"2026-11-20"}')
    assert "Các ngày tính: thứ Hai 23/11/2026, thứ Tư 25/11/2026, thứ Năm 26/11/2026." in said
    assert "Bỏ qua ngày nghỉ: thứ Bảy 21/11/2026, Chủ nhật 22/11/2026, thứ Ba 24/11/2026." in said


def test_a_notice_before_an_event_is_counted_back(bare: Terminal) -> None:
    said = bare.does("compute", "deadline", '{"kind":"seizure_notice","from":"2026-11-27"}')
    assert "ít nhất 03 ngày làm việc" in said
    assert "Trước ngày kê biên: thứ Sáu 27/11/2026" in said
    assert "Chậm nhất: thứ Hai 23/11/2026." in said


def test_an_unconfirmed_calendar_is_named_by_the_later_year(bare: Terminal) -> None:
    said = bare.does("compute", "deadline", '{"kind":"seizure_notice","from":"2027-01-04"}')
    assert "Chậm nhất: thứ Ba 29/12/2026." in said
    assert said.splitlines()[-1].endswith("Xem: gandan calendar show 2027")


@pytest.mark.parametrize(("start", "told"), [("2026-06-30", True), ("2026-07-01", False)])
def test_what_began_under_the_old_law_is_to_be_compared_with_it(bare: Terminal, start: str, told: bool) -> None:
    said = bare.does("compute", "deadline", json.dumps({"kind": "confirmation_of_results", "from": start}))
    assert ("hãy đối chiếu với luật cũ (Điều 116, 106/2025/QH15)." in said) is told


def test_days_left_out_are_told(bare: Terminal) -> None:
    left_out = [{"from": "2026-01-01", "until": "2026-02-01"}]
    asked = {"kind": "limitation", "from": "2021-07-01", "not_counted": left_out}
    said = bare.does("compute", "deadline", json.dumps(asked))
    assert "31 ngày; ngày cuối lùi đến thứ Bảy 01/08/2026" in said
    assert "Ngày cuối: thứ Hai 03/08/2026" in said


def test_of_limitation_and_complaints_the_officer_is_sent_to_check_whether_they_move(bare: Terminal) -> None:
    told = "Thời hiệu có chuyển sang ngày làm việc tiếp theo khi ngày cuối là ngày nghỉ hay không: cán bộ đối chiếu."
    for kind in PeriodKind:
        said = bare.does("compute", "deadline", json.dumps({"kind": kind.value, "from": "2026-07-01"}))
        assert (told in said) is (kind is PeriodKind.LIMITATION or kind in FILING), kind


def test_a_most_does_not_grow_by_a_day_of_rest_and_that_is_said(bare: Terminal) -> None:
    said = bare.does("compute", "deadline", '{"kind":"deferral_for_protest","from":"2026-07-18"}')
    assert "Ngày cuối: Chủ nhật 18/10/2026, đến hết 24 giờ." in said
    assert "là ngày nghỉ, nhưng ở đây không lùi ngày cuối" in said
    on_a_thursday = bare.does("compute", "deadline", '{"kind":"deferral_for_protest","from":"2026-07-22"}')
    assert "không lùi" not in on_a_thursday


def test_the_books_decide_the_calendar(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    office = an_office(terminal)
    with terminal.books() as books:
        seed_year(books, 2026)
        confirm_year(books, 2026, office.ids["truong"])
    assert asks(terminal, monkeypatch, json.dumps(QUESTION)) == 0
    assert json.loads(terminal.said)["unconfirmed_year"] is False
    terminal.does("calendar", "set", "25/11/2026", "swapped_off", "Nghỉ hoán đổi", "--as", "tu")
    assert asks(terminal, monkeypatch, json.dumps(QUESTION)) == 0
    found = json.loads(terminal.said)
    assert (found["last_day"], found["unconfirmed_year"]) == ("2026-11-26", True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("[]", "đối tượng JSON"),
        ('"voluntary_period"', "đối tượng JSON"),
        ('{"kind":NaN}', "JSON"),
        ("[" * 100_000, "JSON"),
        ('{"a":' + "9" * 5000 + "}", "JSON"),
        (b"\xff\xfe{}", "UTF-8"),
        ('{"kind":"payout","kind":"payout"}', "«kind» ghi hai lần"),
        ("{}", "Thiếu trường «kind»"),
        ('{"kind":"payout"}', "Thiếu trường «from»"),
        ('{"kind":"payout","from":null}', "Thiếu trường «from»"),
        ('{"kind":"payout","from":"2026-11-09","until":"2026-11-10"}', "Không có trường «until»"),
        ('{"kind":"payouts","from":"2026-11-09"}', "«kind»: không có loại thời hạn này. Hãy chọn như payout"),
        ('{"kind":7,"from":"2026-11-09"}', "danh sách đủ ở docs/thoi-han.md"),
        ('{"kind":["payout"],"from":"2026-11-09"}', "danh sách đủ ở docs/thoi-han.md"),
        ('{"kind":"payout","from":1.50}', "«from»: 1.50 không phải một ngày"),
        ('{"kind":"payout","from":"9/11/2026"}', "«from»"),
        ('{"kind":"payout","from":"2026-02-29"}', "«from»"),
        ('{"kind":"payout","from":"20261109"}', "«from»"),
        ('{"kind":"payout","from":20261109}', "«from»"),
        ('{"kind":"payout","from":"1066-10-14"}', "«from»"),
        ('{"kind":"payout","from":"٢٠٢٦-١١-٠٩"}', "«from»"),
        (
            '{"kind":"payout","from":"2026-11-09","not_counted":[{"from":"2026-11-10","until":"2026-11-12"}]}',
            "không trừ",
        ),
        ('{"kind":"limitation","from":"2026-11-09","not_counted":{}}', "«not_counted»"),
        ('{"kind":"limitation","from":"2026-11-09","not_counted":[7]}', "«not_counted»"),
        ('{"kind":"limitation","from":"2026-11-09","not_counted":[{"from":"2026-11-10"}]}', "«not_counted[1].until»"),
        (
            '{"kind":"limitation","from":"2026-11-09","not_counted":[{"from":"2026-11-10","until":"2026-11-10"}]}',
            "«not_counted[1].until»: phải sau",
        ),
    ],
)
def test_what_is_unclear_is_refused_by_the_name_of_its_field(
    bare: Terminal, monkeypatch: pytest.MonkeyPatch, text: str | bytes, words: str
) -> None:
    said = refusal(bare, monkeypatch, text)
    assert words in said
    assert ". Hãy " in said


@pytest.mark.parametrize("kind", KINDS)
def test_every_calculator_refuses_what_it_does_not_know(
    bare: Terminal, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    assert "Không có trường «không_có»" in refusal(bare, monkeypatch, '{"không_có":1}', kind)
    assert "Thiếu trường" in refusal(bare, monkeypatch, "{}", kind)


def test_an_unknown_calculator_is_a_wrong_command(bare: Terminal) -> None:
    assert bare.types("compute", "tax") == 2
    assert "Hãy chọn: deadline, interest, waiver, fee, income" in bare.complained


# -- the strict reader ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [1.5, "1500", "1.500", True, -1, 10**18, None, [1], {"a": 1}])
def test_a_sum_is_a_whole_number_of_dong(value: Any) -> None:
    with pytest.raises(Refused, match="«paid»"):
        Fields(read_object(json.dumps({"paid": value})), needs=("paid",)).amount("paid")


def test_a_value_nested_without_end_is_refused_like_any_other() -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(Refused, match=r"«paid»: \[…\] không phải"):
        Fields({"paid": nested}, needs=("paid",)).amount("paid")


@given(st.integers(0, 10**18 - 1))
def test_every_sum_is_read_as_it_is(amount: int) -> None:
    assert Fields(read_object(json.dumps({"paid": amount})), needs=("paid",)).amount("paid") == amount


@pytest.mark.parametrize(
    ("text", "shown"), [("9.5", "9.5"), ("10", "10"), ("0.1", "0.1"), ("0", "0"), ("100.0", "100.0")]
)
def test_a_rate_keeps_its_decimals(text: str, shown: str) -> None:
    assert str(Fields(read_object(f'{{"rate":{text}}}'), needs=("rate",)).percent("rate")) == shown


@pytest.mark.parametrize("text", ["-0.1", "100.1", '"10"', "true", "1e400", "0.00000001", "1e-999999"])
def test_a_rate_out_of_bounds_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="«rate»"):
        Fields(read_object(f'{{"rate":{text}}}'), needs=("rate",)).percent("rate")


@pytest.mark.parametrize("text", ["1", "0", '"true"', '"có"'])
def test_yes_and_no_are_true_and_false(text: str) -> None:
    with pytest.raises(Refused, match="true hoặc false"):
        Fields(read_object(f'{{"paid":{text}}}'), needs=("paid",)).yes_no("paid")


def test_a_list_is_read_row_by_row_and_its_rows_are_named() -> None:
    asked = read_object('{"payments":[{"on":"2026-11-09","amount":5},{"on":"2026-11-10","amount":"5"}]}')
    first, second = Fields(asked, may=("payments",)).each("payments", needs=("on", "amount"))
    assert first.amount("amount") == 5
    with pytest.raises(Refused, match=r"«payments\[2\]\.amount»"):
        second.amount("amount")


def test_a_sentence_never_repeats_more_than_a_little_of_what_was_typed(bare: Terminal) -> None:
    said = bare.is_refused("compute", "deadline", json.dumps({"kind": "payout", "from": "\x1b[31m" + "x" * 5000}))
    assert len(said) < 300
    assert "\x1b" not in said


# -- the page that lawyers read ---------------------------------------------------------------------------------------


def test_the_page_of_periods_says_what_the_program_counts() -> None:
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in _rows()]
    written = {row[0].strip("`"): row[1:] for row in rows}
    for kind in PeriodKind:
        period = PERIODS[kind]
        word = "trước" if period.before else "kể từ"
        basis = "; ".join(str(one) for one in period.basis)
        assert written.pop(kind.value) == [period.name, length_words(period), f"{word} {period.runs_from}", basis]
    assert written == {}


def _rows() -> list[str]:
    return [line.strip() for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
