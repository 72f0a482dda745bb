"""What is read of a raw update before it is stored, however odd it is?"""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.intake import ALLOWED_UPDATES, UnreadableUpdate, read_update, secret_matches
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.citizen import Citizen


def read(update: object) -> tuple[int, str | None, str]:
    found = read_update(json.dumps(update, ensure_ascii=False).encode())
    return found.update_id, found.chat_key, found.kind


async def test_every_update_that_we_ask_for_is_told_by_number_chat_and_kind(api: FakeBotApi, citizen: Citizen) -> None:
    number = await citizen.write("/start")
    await citizen.correct(number, "xin chào")
    await citizen.press_data(number, "v:1")
    await citizen.block()
    assert [read(update)[1:] for update in api.updates.pending] == [
        (str(citizen.chat_id), kind) for kind in ALLOWED_UPDATES
    ]
    assert [read(update)[0] for update in api.updates.pending] == [one["update_id"] for one in api.updates.pending]


@pytest.mark.parametrize(
    ("update", "found"),
    [
        ({"update_id": 1, "moi_la": {"chat": {"id": 5}}}, (1, "5", "unknown")),
        ({"update_id": 1, "moi_la": 17}, (1, None, "unknown")),
        ({"update_id": 1}, (1, None, "unknown")),
        ({"update_id": 1, "message": None}, (1, None, "message")),
        ({"update_id": 1, "message": {"chat": "?"}}, (1, None, "message")),
        ({"update_id": 1, "message": {"chat": {"id": 2**80}}}, (1, str(2**80), "message")),
        (
            {"update_id": 2**63 - 1, "message": {"chat": {"id": -(2**53) - 1}}},
            (2**63 - 1, str(-(2**53) - 1), "message"),
        ),
        ({"message": {"chat": {"id": 5, "x": [1]}, "y": {}}, "z": 0, "update_id": 3}, (3, "5", "message")),
        ({"update_id": 1, "callback_query": {"from": {"id": 8}}}, (1, "8", "callback_query")),
        (
            {"update_id": 1, "callback_query": {"from": {"id": 8}, "message": {"chat": {"id": 9}, "date": 0}}},
            (1, "9", "callback_query"),
        ),
        ({"update_id": 1, "poll_answer": {"user": {"id": 8}}}, (1, None, "unknown")),
    ],
)
def test_an_odd_update_is_still_told_as_far_as_it_goes(update: object, found: object) -> None:
    assert read(update) == found


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"{",
        b'"update_id"',
        b'{"update_id": "1"}',
        b'{"update_id": 1.5}',
        b'{"update_id": -1}',
        b'{"update_id": true}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": 1, "message": NaN}',
        b'{"update_id": 1, "message": {"text": "\xff\xfe"}}',
        b'{"update_id": 1} x',
        b'{"update_id": 1, "message": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "\ufeff{}".encode(),
        "<html>".encode("utf-16"),
    ],
)
def test_what_is_no_update_is_refused_without_repeating_it(body: bytes) -> None:
    with pytest.raises(UnreadableUpdate) as refused:
        read_update(body)
    assert str(refused.value).startswith(("not an update", "an update with"))


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    with contextlib.suppress(UnreadableUpdate):
        assert read_update(body).body == body


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["chat", "id", "from", "message"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.integers(0, 2**63 - 1), st.sampled_from([*ALLOWED_UPDATES, "chat_boost"]), json_values)
def test_any_content_under_a_good_number_is_taken_in(number: int, kind: str, content: object) -> None:
    found = read({"update_id": number, kind: content})
    assert found[0] == number
    assert found[2] == (kind if kind in ALLOWED_UPDATES else "unknown")


def test_only_the_very_secret_matches() -> None:
    assert secret_matches("bi-mat_1", "bi-mat_1")
    for wrong in (None, "", "bi-mat_2", "bi-mat_", "bi-mat_11", "bí-mat_1", "bi-mat_1\udcff", "BI-MAT_1"):
        assert not secret_matches(wrong, "bi-mat_1")
    assert not secret_matches("", "")
    assert not secret_matches(None, "")
