import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.money import from_words, in_words, split_exactly

# Written by hand from the spelling that courts and agencies use.
SPELLED = {
    0: "không",
    1: "một",
    4: "bốn",
    5: "năm",
    10: "mười",
    11: "mười một",
    14: "mười bốn",
    15: "mười lăm",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    31: "ba mươi mốt",
    55: "năm mươi lăm",
    91: "chín mươi mốt",
    100: "một trăm",
    101: "một trăm linh một",
    104: "một trăm linh bốn",
    105: "một trăm linh năm",
    110: "một trăm mười",
    111: "một trăm mười một",
    115: "một trăm mười lăm",
    121: "một trăm hai mươi mốt",
    555: "năm trăm năm mươi lăm",
    1_000: "một nghìn",
    1_001: "một nghìn không trăm linh một",
    1_010: "một nghìn không trăm mười",
    1_021: "một nghìn không trăm hai mươi mốt",
    10_000: "mười nghìn",
    21_000: "hai mươi mốt nghìn",
    300_000: "ba trăm nghìn",
    1_000_005: "một triệu không trăm linh năm",
    2_005_000: "hai triệu không trăm linh năm nghìn",
    14_005_021: "mười bốn triệu không trăm linh năm nghìn không trăm hai mươi mốt",
    100_000_000: "một trăm triệu",
    1_000_000_000: "một tỷ",
    1_000_000_001: "một tỷ không trăm linh một",
    1_234_567_005: "một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn không trăm linh năm",
    20_000_000_000: "hai mươi tỷ",
    1_005_000_000_000: "một nghìn không trăm linh năm tỷ",
    3_000_000_000_000_000: "ba triệu tỷ",
}


@pytest.mark.parametrize(("amount", "words"), SPELLED.items())
def test_sums_are_spelled_as_legal_documents_spell_them(amount: int, words: str) -> None:
    assert in_words(amount) == words
    assert from_words(words) == amount


def test_the_regional_and_official_variants_are_a_choice() -> None:
    assert in_words(1_234_567_005, zero="lẻ", thousand="ngàn", four="bốn", billion="tỉ") == (
        "một tỉ hai trăm ba mươi bốn triệu năm trăm sáu mươi bảy ngàn không trăm lẻ năm"
    )
    assert in_words(14_444, four="bốn") == "mười bốn nghìn bốn trăm bốn mươi bốn"
    assert in_words(14_444) == "mười bốn nghìn bốn trăm bốn mươi tư"


SPOKEN = [
    "không", "một", "hai", "tư", "năm", "lăm", "mốt", "mười", "mươi", "trăm", "linh", "nghìn", "triệu", "tỷ",
]  # fmt: skip

sums = st.integers(0, 10**15) | st.integers(0, 10**5) | st.integers(0, 10**6).map(lambda n: n * 10**9)
variants = st.fixed_dictionaries(
    {
        "zero": st.sampled_from(["linh", "lẻ"]),
        "thousand": st.sampled_from(["nghìn", "ngàn"]),
        "four": st.sampled_from(["tư", "bốn"]),
        "billion": st.sampled_from(["tỷ", "tỉ"]),
    }
)


@given(sums, variants)
def test_every_sum_reads_back_from_its_words_in_every_variant(amount: int, variant: dict[str, str]) -> None:
    words = in_words(amount, **variant)  # type: ignore[arg-type]  # hypothesis knows the choices only as text
    assert from_words(words) == amount
    assert words == unicodedata.normalize("NFC", words)
    assert words == " ".join(words.split())


@given(sums, sums)
def test_two_sums_never_sound_alike(one: int, other: int) -> None:
    assert (in_words(one) == in_words(other)) == (one == other)


def test_all_sums_of_four_digits_read_back() -> None:
    assert [from_words(in_words(amount)) for amount in range(10_000)] == list(range(10_000))


@pytest.mark.parametrize(
    "written",
    [
        "Hai triệu không trăm linh năm nghìn đồng",
        "hai triệu, không trăm lẻ năm ngàn đồng chẵn.",
        "  HAI TRIỆU  KHÔNG TRĂM LINH NĂM NGHÌN ",
        unicodedata.normalize("NFD", "hai triệu không trăm linh năm nghìn đồng"),
    ],
)
def test_words_are_read_with_capitals_commas_and_the_unit(written: str) -> None:
    assert from_words(written) == 2_005_000


def test_four_after_a_missing_ten_may_be_said_both_ways() -> None:
    assert from_words("một trăm linh tư") == from_words("một trăm linh bốn") == 104


@pytest.mark.parametrize(
    "words",
    [
        "", "đồng", "hai triệu năm", "hai triệu năm nghìn", "mười mốt", "hai mươi một", "hai mươi năm", "tư mươi", "mười tư",
        "một trăm năm linh", "không trăm", "không triệu", "năm nghìn ba triệu", "một tỷ tỷ", "hai mươi mươi",
        "một triệu triệu", "bốn mươi lăm phần trăm", "12.000", "tỷ " * 5_000, "tỷ", "một trăm trăm",
    ],
)  # fmt: skip
def test_words_that_are_no_sum_are_refused_not_guessed(words: str) -> None:
    with pytest.raises(ValueError, match="sum"):
        from_words(words)


@given(st.text(alphabet="abcdđeêghiklmnoôơpqrstuưvxyáạảắỷ ", max_size=60) | st.lists(
    st.sampled_from(SPOKEN), max_size=12
).map(" ".join))  # fmt: skip
def test_whatever_is_accepted_is_exactly_how_that_sum_is_written(words: str) -> None:
    try:
        amount = from_words(words)
    except ValueError:
        return
    assert words.replace("linh tư", "linh bốn").split() == in_words(amount).split()


@pytest.mark.parametrize("amount", [-1, 10**18])
def test_sums_that_cannot_be_are_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="only sums"):
        in_words(amount)


weights = st.lists(st.integers(0, 10**12), min_size=1, max_size=30).filter(any)


@given(st.integers(0, 10**15), weights)
def test_shares_always_add_up_and_are_within_a_dong_of_the_exact_share(total: int, weights: list[int]) -> None:
    parts = split_exactly(total, weights)
    whole = sum(weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * whole - total * weight) < whole
        assert part == 0 or weight > 0


@given(st.integers(0, 10**15), weights)
def test_a_greater_weight_never_gets_less(total: int, weights: list[int]) -> None:
    parts = split_exactly(total, weights)
    shares = sorted(zip(weights, parts, strict=True))
    for (weight, part), (next_weight, next_part) in pairwise(shares):
        assert part <= next_part or weight == next_weight


def test_odd_dong_go_to_the_largest_fractions_then_to_the_earlier_part() -> None:
    assert split_exactly(100, [1, 1, 1]) == (34, 33, 33)
    assert split_exactly(10, [2, 5, 0, 1]) == (3, 6, 0, 1)
    assert split_exactly(0, [3, 4]) == (0, 0)
    assert split_exactly(7, [9]) == (7,)


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (5, []), (5, [0, 0]), (5, [2, -1])])
def test_senseless_shares_are_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="shared"):
        split_exactly(total, weights)
