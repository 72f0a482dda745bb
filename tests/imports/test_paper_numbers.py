"""A decision is found by its number whether it was entered by hand or came with a list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from casework.decisions import tidy_number
from casework.imports.cells import read_paper_number
from casework.imports.entries import _number_of
from casework.imports.findings import Trouble


@given(
    st.text(st.characters(codec="utf-8"), max_size=30)
    | st.from_regex(r"[0-9]{1,4} ?/ ?QĐ-[A-ZĐ ]{2,6}", fullmatch=True)
)
def test_the_short_way_to_a_number_gives_what_the_long_one_does(written: str) -> None:
    read = read_paper_number(written)
    kept = read.kept if isinstance(read, Trouble) else read
    if kept:
        assert _number_of(kept) == tidy_number(kept)
