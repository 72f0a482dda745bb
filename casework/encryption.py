"""How are personal columns kept unreadable to whoever takes the file?

AES-256-GCM with a fresh random nonce for each value, bound to table, column and row: a ciphertext moved to another place
does not open. Form of a value: ``version (1 byte) | key id (2) | nonce (12) | ciphertext and tag``. Exact look-ups use a
keyed fingerprint (HMAC-SHA-256 cut to 16 bytes), never a plain hash. Keys are derived from one master key that lives in a
file outside the database; they are never stored beside what they open.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = 1
_HEAD = 1 + 2 + 12
KEY_BYTES = 32
_LAST_KEY = 2**16 - 1  # a sealed value names its key in two bytes


class KeyFileProblem(Exception):
    """The key file cannot be used; the message names the remedy."""


class SealBroken(Exception):
    """A value does not open: wrong key, changed bytes, or moved from another row."""


def _derive(master: bytes, label: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"gandan/{label}".encode()).derive(master)


@dataclass(frozen=True)
class Keys:
    """The keys in use. ``masters`` maps key id to master key; new values are sealed with the highest id."""

    masters: dict[int, bytes] = field(repr=False)
    _ciphers: dict[int, AESGCM] = field(init=False, repr=False, default_factory=dict)
    _fingerprints: dict[str, tuple[hashlib._Hash, hashlib._Hash]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for number, master in self.masters.items():
            if len(master) != KEY_BYTES:
                raise KeyFileProblem(f"Khóa số {number} không đủ 32 byte. Hãy khôi phục tệp khóa từ bản cất giữ.")
            self._ciphers[number] = AESGCM(_derive(master, "columns"))

    @property
    def current(self) -> int:
        """The key id that new values are sealed with."""
        return max(self.masters)

    def seal(self, table: str, column: str, row_id: int, text: str) -> bytes:
        """Encrypt ``text`` for exactly this place. Costs about 4 µs and 31 bytes more than the text."""
        return self.seal_bytes(table, column, row_id, text.encode())

    def seal_bytes(self, table: str, column: str, row_id: int, content: bytes) -> bytes:
        """The same for what is no text."""
        number = self.current
        nonce = os.urandom(12)
        sealed = self._ciphers[number].encrypt(nonce, content, _place(table, column, row_id))
        return bytes((_VERSION,)) + number.to_bytes(2, "big") + nonce + sealed

    def seal_many(self, table: str, column: str, texts: Sequence[tuple[int, str]]) -> list[bytes]:
        """``seal`` for many rows (id, text) of one column, a third cheaper each: their nonces are drawn at once."""
        number = self.current
        encrypt = self._ciphers[number].encrypt
        head = bytes((_VERSION,)) + number.to_bytes(2, "big")
        place = f"{table}\x1f{column}\x1f"
        drawn = os.urandom(12 * len(texts))
        nonces = [drawn[start : start + 12] for start in range(0, len(drawn), 12)]
        return [
            head + nonce + encrypt(nonce, text.encode(), f"{place}{row_id}".encode())
            for nonce, (row_id, text) in zip(nonces, texts, strict=True)
        ]

    def open(self, table: str, column: str, row_id: int, value: bytes) -> str:
        """The text sealed for this place. Raises ``SealBroken``."""
        return self.open_bytes(table, column, row_id, value).decode()

    def open_bytes(self, table: str, column: str, row_id: int, value: bytes) -> bytes:
        """What ``seal_bytes`` sealed for this place. Raises ``SealBroken``."""
        cipher = self._ciphers.get(int.from_bytes(value[1:3], "big"))
        if len(value) <= _HEAD or value[0] != _VERSION or cipher is None:
            raise SealBroken(f"{table}.{column}: sealed with a key that is not here")
        try:
            return cipher.decrypt(value[3:_HEAD], value[_HEAD:], _place(table, column, row_id))
        except InvalidTag as broken:
            raise SealBroken(f"{table}.{column}: changed, moved, or another key") from broken

    def fingerprint(self, purpose: str, value: str) -> bytes:
        """A keyed 16-byte fingerprint for exact look-up. It must stay the same when data keys rotate: the first key's."""
        begun = self._fingerprints.get(purpose)
        if begun is None:
            begun = self._fingerprints[purpose] = _begun(_derive(self.masters[min(self.masters)], f"index/{purpose}"))
        inner, outer = begun[0].copy(), begun[1].copy()
        inner.update(value.encode())
        outer.update(inner.digest())
        return outer.digest()[:16]

    def pepper(self, purpose: str) -> bytes:
        """A secret of its own for hashes (printed codes, PINs)."""
        return _derive(self.masters[min(self.masters)], f"pepper/{purpose}")


def _begun(key: bytes) -> tuple[hashlib._Hash, hashlib._Hash]:
    """HMAC-SHA-256 (RFC 2104) with the key hashed in already: half the price of beginning anew for every value."""
    block = key.ljust(64, b"\0")
    return hashlib.sha256(bytes(byte ^ 0x36 for byte in block)), hashlib.sha256(bytes(byte ^ 0x5C for byte in block))


def _place(table: str, column: str, row_id: int) -> bytes:
    return f"{table}\x1f{column}\x1f{row_id}".encode()


def make_key_file(path: Path) -> None:
    """Write a new master key, readable by its owner only. Never overwrites: a lost key is lost data.

    It is on the disk when this returns: a power cut must not take it and leave what is sealed with it.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"1 {secrets.token_hex(KEY_BYTES)}\n")
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_key_file(path: Path) -> Keys:
    """Read ``key id, hex`` lines. Raises ``KeyFileProblem`` with a sentence and a remedy."""
    try:
        mode = path.stat().st_mode
        lines = path.read_text().split("\n")
    except OSError as problem:
        raise KeyFileProblem(
            f"Không đọc được tệp khóa {path.name}. Hãy chép lại tệp khóa từ bản cất giữ vào đúng chỗ."
        ) from problem
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileProblem(f"Tệp khóa {path.name} để người khác đọc được. Hãy chạy: chmod 400 {path.name}")
    try:
        pairs = [line.split() for line in lines if line.strip()]
        masters = {int(number): bytes.fromhex(secret) for number, secret in pairs}
        if not masters or len(masters) != len(pairs) or not all(1 <= number <= _LAST_KEY for number in masters):
            raise ValueError("no key, one number twice, or a number that a sealed value cannot carry")
        return Keys(masters=masters)
    except (ValueError, TypeError) as problem:
        raise KeyFileProblem(f"Tệp khóa {path.name} bị hỏng. Hãy khôi phục từ bản cất giữ.") from problem
