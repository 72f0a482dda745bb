"""Are there digits that a person sees apart and a reader joins?

A footnote's mark written small beside a sum ("10.000.000" and a raised 1), or two sums under each other in one cell of an
OpenDocument sheet, come out of the reader as one longer number. Nothing in it is odd any more, so it is looked for here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from casework.imports.refusals import Refusal, UnreadableFile

_OVERLAP = 2**16  # a cell's text has at most 32,767 characters
_STRING = re.compile(rb"<(?:\w+:)?(?:si|is)>")
_RUN = re.compile(rb"<(?:\w+:)?r>(.*?)</(?:\w+:)?r>", re.DOTALL)
_WORDS = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)<")
_SMALL_RUN = re.compile(rb"vertAlign\s+val\s*=\s*[\"'](?:super|sub)script")
_SMALL_STYLE = re.compile(
    rb'<style:style\s[^<>]*style:name="([^"]+)"[^<>]*>\s*<style:text-properties\s[^<>]*style:text-position="(?!0%)[^"]+"'
)
_BREAK = re.compile(rb"([0-9][0-9.,]*)\s*<text:line-break\s*/>\s*([0-9][0-9.,]*)")
_SPAN = re.compile(rb'<text:span\s[^<>]*text:style-name="([^"]+)"[^<>]*>([^<]*)</text:span>')
_BEFORE, _AFTER = re.compile(rb"[0-9]\s*\Z"), re.compile(rb"\s*[0-9]")


def watch_workbook(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a part with texts, handed on. Raises ``UnreadableFile`` at digits of two heights beside each other."""
    for piece, window in _windows(pieces):
        if b"vertAlign" in window:
            for string in _STRING.split(window)[1:]:
                if b"vertAlign" in string:
                    _look_at_runs(string)
        yield piece


def watch_document(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same for the content of an OpenDocument sheet, where a line break between digits joins them too."""
    small: set[bytes] = set()
    for piece, window in _windows(pieces):
        joined = _BREAK.search(window)
        if joined is not None:
            _refuse(joined[1] + b" / " + joined[2])
        small.update(_SMALL_STYLE.findall(window))
        for span in _SPAN.finditer(window) if small else ():
            if span[1] in small:
                _look_around(window, span)
        yield piece


def _windows(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Each piece, and the piece with the end of what came before: a text may be cut anywhere."""
    tail = b""
    for piece in pieces:
        window = tail + piece
        yield piece, window
        tail = window[-_OVERLAP:]


def _look_at_runs(string: bytes) -> None:
    runs = [(_SMALL_RUN.search(run) is not None, b"".join(_WORDS.findall(run))) for run in _RUN.findall(string)]
    for (small, words), (also_small, more) in pairwise(runs):
        if small is not also_small and _BEFORE.search(words) and _AFTER.match(more):
            _refuse(b"".join(text for _, text in runs))


def _look_around(window: bytes, span: re.Match[bytes]) -> None:
    before, after = window[max(0, span.start() - 60) : span.start()], window[span.end() : span.end() + 60]
    mark = span[2]
    plain_before, plain_after = before.rsplit(b">", 1)[-1], after.split(b"<", 1)[0]
    if (_BEFORE.search(plain_before) and _AFTER.match(mark)) or (_BEFORE.search(mark) and _AFTER.match(plain_after)):
        _refuse(plain_before + mark + plain_after)


def _refuse(words: bytes) -> None:
    shown = " ".join(html.unescape(words.decode("utf-8", "replace")).split())[:60]
    raise UnreadableFile(Refusal.JOINED_DIGITS, cell=shown)
