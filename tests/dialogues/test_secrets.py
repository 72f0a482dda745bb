"""Card numbers and one-time codes are seen; a person's own paper is not taken for one."""

from __future__ import annotations

import random

import pytest

from casework.linking_codes import check_sign
from handlers.secrets import looks_secret


@pytest.mark.parametrize(
    "text", ["4111 1111 1111 1111", "thẻ 4111-1111-1111-1111", "4111111111111111", "mã OTP của tôi là 123456"]
)
def test_what_nobody_should_send_is_seen(text: str) -> None:
    assert looks_secret(text)


def test_the_papers_code_beside_the_identity_number_is_never_a_card() -> None:
    drawn = random.Random(2026)
    for _ in range(20_000):
        eleven = "".join(drawn.choices("0123456789ABCDEFGHJK", k=11))
        code = eleven + check_sign(eleven)
        written = f"{code[:4]} {code[4:8]} {code[8:]} 095181000{drawn.randrange(1000):03}"
        assert not looks_secret(written.lower()), written
        assert not looks_secret(f"095181000123 {code}"), code
