"""What kind of unit is a place name about, and when are two names the same?

People write "Thị trấn Phước Long", "TT. Phước Long", "tt phuoc long", "P.5", "Phường 05", "TP HCM". A name is read as a kind
(or none) and a bare name; the key of the bare name is what is compared.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from casework.folding import fold

# How each kind is written, folded; the longer form first where one begins with another.
_WRITTEN = (
    ("thị trấn", "thi tran|tt"),
    ("thị xã", "thi xa|tx"),
    ("thành phố", "thanh pho|t[.]? ?p"),
    ("đặc khu", "dac khu|dk"),
    ("phường", "phuong|p|f(?=[. ]?[0-9])"),
    ("xã", "xa|x"),
    ("huyện", "huyen|h"),
    ("quận", "quan|q"),
    ("tỉnh", "tinh|t"),
)
_PREFIXES = tuple((kind, re.compile(rf"(?:{forms})(?:[.,:]\s*|\s+|(?=[0-9]))(?=\S)")) for kind, forms in _WRITTEN)
_JOINED_CITY = re.compile(r"tp(?=hcm\b|hn\b)")
_FORMERLY = re.compile(r"\((?:cũ|cu|trước đây)\)", re.IGNORECASE)
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_NOT_IN_NAMES = re.compile(r"[^0-9a-z]+")
_LEADING_ZEROS = re.compile(r"\b0+(?=[0-9])")
_FINAL_Y = re.compile(r"\b([b-df-hj-np-tv-xz]+|qu)y\b")  # Mỹ and Mĩ, Quý and Quí are one name; Tây is not Tai
_SHORT = {
    "hcm": "ho chi minh",
    "sai gon": "ho chi minh",
    "hn": "ha noi",
    "thua thien hue": "hue",
    "dac lac": "dak lak",
    "dac nong": "dak nong",
    "bac can": "bac kan",
}

COMMUNE_KINDS = frozenset({"xã", "phường", "thị trấn", "đặc khu"})
DISTRICT_KINDS = frozenset({"huyện", "quận", "thị xã", "thành phố"})
PROVINCE_KINDS = frozenset({"tỉnh", "thành phố"})


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceName:
    """A name as read: ``kind`` in small letters ("xã") or None, the name without it, and all of it as ``written``."""

    kind: str | None
    bare: str
    written: str = ""

    @property
    def full(self) -> str:
        """As it is written: "xã Vĩnh Thanh"."""
        return f"{self.kind} {self.bare}" if self.kind else self.bare

    @property
    def key(self) -> str:
        """What is compared: folded, without apostrophes, hyphens, leading zeros, and with one spelling of i and y."""
        return _key(self.bare)

    @property
    def province_key(self) -> str:
        """``key``, with the short and former names of provinces that people use."""
        return _SHORT.get(self.key, self.key)


def read_place(text: str) -> PlaceName:
    """Read one place name. "Xa Dung" has no kind and "Phường Phường Đúc" only one: what follows a kind is never a kind."""
    tidy = _FORMERLY.sub("", " ".join(unicodedata.normalize("NFC", text).split())).strip(" .,;")
    folded = _fold_in_place(tidy)
    if city := _JOINED_CITY.match(folded):
        return PlaceName(kind="thành phố", bare=tidy[city.end() :], written=tidy)
    for kind, prefix in _PREFIXES:
        found = prefix.match(folded)
        if found and _is_kind(tidy[: found.end()], kind):
            return PlaceName(kind=kind, bare=tidy[found.end() :], written=tidy)
    return PlaceName(kind=None, bare=tidy, written=tidy)


def _is_kind(written: str, kind: str) -> bool:
    """Written with marks, it must be the very word: "Xà Phiên" and "Thị Trần" are names; "xa" without marks may be it."""
    word = written.strip(" .,:").lower()
    return word.isascii() or word == kind


def _fold_in_place(text: str) -> str:
    """Folded letter by letter, so that places in it are places in ``text``."""
    return "".join((fold(letter) or " ")[0] for letter in text)


def _key(bare: str) -> str:
    plain = _NOT_IN_NAMES.sub(" ", _APOSTROPHES.sub("", fold(bare))).strip()
    return _FINAL_Y.sub(r"\1i", _LEADING_ZEROS.sub("", plain))
