"""Were several things asked at once? Cuts a message where one question ends and another begins.

A story around one question stays whole: a piece counts as a question of its own only when it asks, is understood by itself,
and wants something else than its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from messages.understanding.normalise import shortened, words
from messages.understanding.reading import OUT_OF_SCOPE, Reading, read, read_words

MOST = 3  # questions told apart in one message; a fourth is asked again
SURE = 0.5  # likelihood from which a piece counts as understood by itself
FEWEST_WORDS = 3
_ENDS = re.compile(r"[?!\n;]+|\.(?=\s|$)")
_JOINS = re.compile(
    r"[,.;]?\s+(?=(?:v[àa] |r[ồo]i |c[òo]n |v[ớo]i |ngo[àa]i ra |th[ứu] (?:hai|ba|2|3)\b|n[ữu]a l[àa] |đ[ồo]ng th[ờo]i |dong thoi )"
    r"(?:cho |xin |l[ạa]i |h[ỏo]i |mu[ốo]n |n[ếe]u |n[ữu]a |vi[ệe]c |c[áa]i |s[ốo] |b[âa]y gi[ờo] |t[ôo]i |em |con |th[ìi] |gi[ờo] |l[àa]m |mai |ai |khi |bao |"
    r"kh[ôo]ng bi[ếe]t |l[ịi]ch |gi[ấa]y |ti[ềe]n |l[ãa]i |ph[íi] |nh[àa] |ch[ỗo] |[ởo] |[đd][âa]u |ng[ưu][ờo]i |ch[ồo]ng |v[ợo] |m[áa] |m[ẹe] |ba |b[ốo] ))",
    re.IGNORECASE,
)
_ASKING = frozenset(
    [
        "khong",
        "sao",
        "gi",
        "nao",
        "dau",
        "may",
        "ai",
        "chua",
        "bao",
        "ha",
        "nhi",
        "hong",
        "xin",
        "muon",
        "cho",
        "hoi",
        "lam",
        "gio",
        "muc",
        "nhu",
        "the",
        "lieu",
        "phai",
    ]
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question of a message: the words it was asked in, and their reading."""

    text: str
    reading: Reading


def asked(text: str) -> tuple[Asked, ...]:
    """The questions of ``text`` in the order asked, at least one and at most ``MOST``."""
    whole = Asked(text=text, reading=read(text))
    pieces = _pieces(shortened(text))
    if len(pieces) < 2:
        return (whole,)
    found: list[Asked] = []
    for piece in pieces:
        meant = words(piece)
        if len(meant) < FEWEST_WORDS or not _ASKING.intersection(meant):
            continue
        reading = read_words(meant)
        if reading.confidence < SURE or reading.intent in (OUT_OF_SCOPE, "smalltalk"):
            continue
        if all(one.reading.label != reading.label for one in found):
            found.append(Asked(text=piece, reading=reading))
    if len(found) < 2:
        return (whole,)
    return tuple(found[:MOST])


def _pieces(text: str) -> list[str]:
    return [piece for part in _ENDS.split(text) for piece in (one.strip(" ,.") for one in _JOINS.split(part)) if piece]
