"""Does the library say what was written, in both languages, and refuse everything else?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages import catalogue, library
from messages.blanks import TextError, blanks_in, fill
from messages.library import Kind, Lang, say
from messages.texts_file import read_texts

SOUND = 'version = 1\nfrom = 2026-07-01\nvi = "Chào ông/bà {name}."\n'


def texts(folder: Path, content: str) -> dict[str, tuple[library.Text, ...]]:
    path = folder / "hello.toml"
    path.write_text(content, encoding="utf-8")
    return read_texts(path)


def test_a_text_is_said_in_vietnamese_and_in_english() -> None:
    assert say(Lang.VI, "common.in_days", days=3) == "3 ngày nữa"
    assert say(Lang.EN, "common.in_days", days=3) == "in 3 days"


def test_every_text_of_every_topic_is_sound() -> None:
    all_keys = library.keys()
    assert "common.home" in all_keys
    for key in all_keys:
        assert library.version_of(key) >= 1


@pytest.mark.parametrize("topic", catalogue.topics())
def test_every_text_has_its_confirmed_english_with_the_same_blanks(topic: str) -> None:
    missing = catalogue.untranslated(topic)
    assert missing == [], "write the English, or run: python -m messages.catalogue " + topic


def test_a_text_asked_with_the_wrong_blanks_is_refused() -> None:
    with pytest.raises(TextError, match=r"common\.in_days: blanks not filled: days"):
        say(Lang.VI, "common.in_days")
    with pytest.raises(TextError, match="no such blank: month"):
        say(Lang.VI, "common.in_days", days=3, month=2)
    with pytest.raises(TextError, match="must be a string or an integer, not bool"):
        say(Lang.VI, "common.in_days", days=True)


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(TextError, match="there is no such text"):
        say(Lang.VI, "common.nonsense")
    with pytest.raises(TextError, match="there is no such topic"):
        say(Lang.VI, "nonsense.home")


def test_a_day_before_the_first_version_has_no_text() -> None:
    with pytest.raises(TextError, match="no version is valid on 2026-06-30"):
        say(Lang.VI, "common.home", on=date(2026, 6, 30))
    assert say(Lang.VI, "common.home", on=date(2026, 7, 1)) == "‹ Về đầu"


def test_each_day_has_the_version_that_was_valid_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = '[[hi]]\nversion = 1\nfrom = 2026-07-01\nuntil = 2026-12-31\nvi = "Chào {name}."\n'
    second = '[[hi]]\nversion = 2\nfrom = 2027-01-01\nvi = "Xin chào {name}."\n'
    (tmp_path / "greeting.toml").write_text(second + first, encoding="utf-8")
    monkeypatch.setattr(library, "TEXTS", tmp_path)
    assert say(Lang.VI, "greeting.hi", on=date(2026, 12, 31), name="bà") == "Chào bà."
    assert say(Lang.VI, "greeting.hi", on=date(2027, 1, 1), name="bà") == "Xin chào bà."
    assert say(Lang.VI, "greeting.hi", name="bà") == "Xin chào bà."
    assert library.version_of("greeting.hi", date(2026, 8, 1)) == 1
    assert library.blanks_of("greeting.hi") == frozenset({"name"})


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[hi]\n" + SOUND.replace("{name}", "{name.first}"), "a brace that is not a blank"),
        ("[hi]\n" + SOUND.replace("{name}", "{name:>9}"), "a brace that is not a blank"),
        ("[hi]\n" + SOUND.replace("{name}", "{}"), "a brace that is not a blank"),
        ("[hi]\n" + SOUND.replace("{name}", "{on}"), "may not be called on"),
        ("[hi]\n" + SOUND + 'colour = "red"\n', "unknown field colour"),
        ("[hi]\n" + SOUND.replace("2026-07-01", "2026-07-01T00:00:00"), "needs version"),
        ("[hi]\n" + SOUND + "until = 2026-06-01\n", "until must be a date not before from"),
        ("[hi]\n" + SOUND + 'kind = "shout"\n', "kind must be one of"),
        ("[hi]\n" + SOUND.replace("Chào", "Cha\u0300o"), "not in NFC"),
        ("[hi]\n" + SOUND.replace("Chào ", "Chào\\t"), "unseen character"),
        ("[hi]\n" + SOUND.replace("Chào ", "Chào\u200b "), "unseen character"),
        ("[hi]\n" + SOUND.replace("Chào", "Chào" + "x" * 4096), "longer than 4096 UTF-16 units"),
        ("[hi]\n" + SOUND.replace("Chào", "😀" * 2050), "longer than 4096 UTF-16 units"),
        ("[hi]\n" + SOUND.replace("Chào", "x" * 64) + 'kind = "button"\n', "at most 64 characters"),
        ("[Hi]\n" + SOUND, "names are lower-case"),
        ("[hi]\n" + SOUND.replace("version = 1", "version = 2"), "numbered 1, 2, 3"),
        ("hi = []\n", "has no version"),
        ("hi = 3\n", "must be a table"),
        ("[hi\n", "not readable"),
        ("[[hi]]\n" + SOUND + "[[hi]]\n" + SOUND.replace("= 1", "= 2"), "must begin the day after"),
        (
            "[[hi]]\n" + SOUND + "until = 2026-07-31\n"
            "[[hi]]\n" + SOUND.replace("= 1", "= 2").replace("2026-07-01", "2026-08-02"),
            "must begin the day after",
        ),
        (
            "[[hi]]\n" + SOUND + "until = 2026-07-31\n"
            "[[hi]]\n" + SOUND.replace("= 1", "= 2").replace("2026-07-01", "2026-08-01").replace("{name}", "{you}"),
            "the same blanks",
        ),
    ],
)
def test_a_malformed_text_is_refused_with_its_key(tmp_path: Path, content: str, complaint: str) -> None:
    with pytest.raises(TextError, match=complaint) as refusal:
        texts(tmp_path, content)
    assert str(refusal.value).startswith("hello")


def test_a_nudge_is_known_as_one(tmp_path: Path) -> None:
    read = texts(tmp_path, "[hi]\n" + SOUND + 'kind = "nudge"\n')
    assert read["hello.hi"][0].kind is Kind.NUDGE


@given(st.text())
def test_a_value_that_looks_like_a_blank_stays_as_it_is(value: str) -> None:
    filled = fill("{first} | {second}", "k", {"first": "{second}", "second": value})
    assert filled.startswith("{second} | ")


@given(st.text(alphabet="{}ab_.[]!:0", max_size=20))
def test_no_text_reaches_into_its_values(text: str) -> None:
    try:
        names = blanks_in(text, "k")
    except TextError:
        return
    filled = fill(text, "k", dict.fromkeys(names, "v"))
    assert "{" not in filled
    assert "}" not in filled
