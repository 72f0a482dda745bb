"""Does the English catalogue follow the Vietnamese without losing anybody's work?"""

from __future__ import annotations

from pathlib import Path

import pytest

from messages import catalogue, translations
from messages.blanks import TextError


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> list[catalogue.Entry]:
    """What there is to translate; a test changes it as an author would."""
    entries = [("hello.hi", "Chào {name}."), ("hello.bye", "Tạm biệt.")]
    monkeypatch.setattr(catalogue, "entries", lambda _topic: entries)
    return entries


def test_a_new_text_is_listed_as_missing(tmp_path: Path, words: list[catalogue.Entry]) -> None:
    catalogue.rewrite("hello", tmp_path)
    assert catalogue.untranslated("hello", tmp_path) == ["hello.hi: no English", "hello.bye: no English"]


def test_translations_survive_a_rewrite(tmp_path: Path, words: list[catalogue.Entry]) -> None:
    catalogue.rewrite("hello", tmp_path, {"hello.hi": "Hello {name}.", "hello.bye": "Goodbye."})
    words.append(("hello.thanks", "Cảm ơn."))
    catalogue.rewrite("hello", tmp_path)
    assert catalogue.untranslated("hello", tmp_path) == ["hello.thanks: no English"]


def test_a_changed_text_asks_for_its_english_to_be_confirmed(tmp_path: Path, words: list[catalogue.Entry]) -> None:
    catalogue.rewrite("hello", tmp_path, {"hello.hi": "Hello {name}.", "hello.bye": "Goodbye."})
    words[0] = ("hello.hi", "Xin chào {name}.")
    catalogue.rewrite("hello", tmp_path)
    assert catalogue.untranslated("hello", tmp_path) == [
        "hello.hi: the Vietnamese changed; check the English (fuzzy)",
    ]
    assert "Hello {name}." in (tmp_path / "hello.po").read_text(encoding="utf-8")


def test_english_with_other_blanks_is_named(tmp_path: Path, words: list[catalogue.Entry]) -> None:
    catalogue.rewrite("hello", tmp_path, {"hello.hi": "Hello {who}.", "hello.bye": "Goodbye."})
    assert catalogue.untranslated("hello", tmp_path) == ["hello.hi: other blanks than the Vietnamese"]


def test_rewriting_twice_changes_nothing(tmp_path: Path, words: list[catalogue.Entry]) -> None:
    catalogue.rewrite("hello", tmp_path, {"hello.hi": "Hello {name}."})
    before = (tmp_path / "hello.po").read_bytes()
    catalogue.rewrite("hello", tmp_path)
    assert (tmp_path / "hello.po").read_bytes() == before


def test_english_for_a_text_that_does_not_exist_is_refused(tmp_path: Path, words: list[catalogue.Entry]) -> None:
    with pytest.raises(TextError, match=r"no such text: hello\.typo"):
        catalogue.rewrite("hello", tmp_path, {"hello.typo": "Hello."})


@pytest.mark.parametrize("topic", catalogue.topics())
def test_the_stored_catalogue_is_what_the_command_would_write(topic: str, tmp_path: Path) -> None:
    stored = translations.ENGLISH / f"{topic}.po"
    assert stored.exists(), f"run: python -m messages.catalogue {topic}"
    copy = tmp_path / stored.name
    copy.write_bytes(stored.read_bytes())
    catalogue.rewrite(topic, tmp_path)
    assert copy.read_bytes() == stored.read_bytes(), f"run: python -m messages.catalogue {topic}"
