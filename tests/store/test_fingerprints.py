"""The fingerprints by which names and numbers are found are HMAC-SHA-256: books written before stay readable."""

from __future__ import annotations

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from casework.encryption import Keys, _derive

MASTER = bytes(range(32))


@given(purpose=st.sampled_from(["identity", "phone", "name"]), text=st.text(st.characters(codec="utf-8"), max_size=200))
def test_a_fingerprint_is_the_beginning_of_the_keyed_hash(purpose: str, text: str) -> None:
    whole = hmac.digest(_derive(MASTER, f"index/{purpose}"), text.encode(), hashlib.sha256)
    assert Keys(masters={1: MASTER}).fingerprint(purpose, text) == whole[:16]


def test_the_same_keys_give_the_same_fingerprint_again_and_others_another() -> None:
    keys, others = Keys(masters={1: MASTER}), Keys(masters={1: bytes(32)})
    assert keys.fingerprint("name", "an") == keys.fingerprint("name", "an") != others.fingerprint("name", "an")
    assert keys.fingerprint("name", "an") != keys.fingerprint("phone", "an")
