"""Long texts are cut into messages without losing or tearing anything."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from messages.fit import clipped, pages, units

LINES = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=60), max_size=30)


@given(LINES)
def test_lines_that_fit_a_page_are_never_torn_and_stay_in_order(lines: list[str]) -> None:
    made = pages(lines, room=150)
    assert "\n".join(made) == "\n".join(lines)
    assert all(units(page) <= 150 for page in made)


@given(st.text(st.sampled_from("aẩ đ\U0001f4c4"), min_size=1, max_size=400))
def test_a_line_longer_than_a_page_is_cut_and_every_letter_is_kept(line: str) -> None:
    made = pages([line], room=40)
    assert all(units(page) <= 40 for page in made)
    assert "".join(made).replace("\n", "").replace(" ", "") == line.replace(" ", "")


def test_there_is_always_a_page() -> None:
    assert pages([]) == [""]


@given(st.text(max_size=80), st.integers(1, 60))
def test_a_label_is_clipped_with_a_sign_that_something_is_missing(text: str, most: int) -> None:
    short = clipped(text, most)
    assert units(short) <= most
    assert short == text or short.endswith("…")
