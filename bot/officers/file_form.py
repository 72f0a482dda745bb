"""How does a form bring a file in without holding the server up?

The fields come first, then one file, then nothing. Bounded are the whole body, the number of parts and each field; a body that
stands still, or comes so slowly that somebody is holding the line on purpose, is given up. The file itself is handed on piece by
piece: the form's token has been looked at before the first of them is.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

from aiohttp import BodyPartReader, ClientError, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.officers.visit import TurnedAway
from casework.imports.preflight import LARGEST_FILE

MULTIPART = "multipart/form-data"
MOST_PARTS = 8
LONGEST_FIELD = 4 * 1024
LONGEST_NAME = 300
ROOM_FOR_FIELDS = 64 * 1024
SILENCE = 20.0  # seconds without a byte
GRACE = 15.0  # seconds before slowness counts
SLOWEST = 8 * 1024  # bytes a second on average: 64 MiB would take over two hours
LONGEST = 900.0  # seconds for all of it
_MOUTHFUL = 2**16
T = TypeVar("T")


@dataclass
class Pace:
    """How much has come in how long."""

    begun: float
    came: int = 0

    async def wait(self, coming: Awaitable[T]) -> T:
        """What comes next. Raises ``TurnedAway`` when it does not, or when all of it comes too slowly."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(SILENCE):
                got = await coming
        except TimeoutError:
            raise TurnedAway(408, "file_too_slow") from None
        except (ValueError, HttpProcessingError, web.RequestPayloadError, ClientError, ConnectionError):
            raise TurnedAway(400, "bad_form") from None
        passed = loop.time() - self.begun
        if passed > LONGEST or (passed > GRACE and self.came < SLOWEST * passed):
            raise TurnedAway(408, "file_too_slow")
        return got


@dataclass
class IncomingFile:
    """A file on its way in. ``name`` is what its sender calls it: to be shown, never to be opened."""

    name: str
    _part: BodyPartReader = field(repr=False)
    _reader: MultipartReader = field(repr=False)
    _pace: Pace = field(repr=False)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The file, piece by piece, to its end and the form's. Raises ``TurnedAway``."""
        size = 0
        while piece := await self._pace.wait(self._part.read_chunk(_MOUTHFUL)):
            size += len(piece)
            self._pace.came += len(piece)
            if size > LARGEST_FILE:
                raise TurnedAway(413, "file_too_large")
            yield piece
        if not self._part.at_eof() or await self._pace.wait(self._reader.next()) is not None:
            raise TurnedAway(400, "bad_form")


async def open_file_form(request: web.Request) -> tuple[dict[str, str], IncomingFile]:
    """The fields before the file, and the file at its beginning. Raises ``TurnedAway``."""
    if request.content_type != MULTIPART:
        raise TurnedAway(415, "bad_form")
    if request.content_length is None:
        raise TurnedAway(411, "bad_form")
    if request.content_length > LARGEST_FILE + ROOM_FOR_FIELDS:
        raise TurnedAway(413, "file_too_large")
    pace = Pace(asyncio.get_running_loop().time())
    try:
        reader = MultipartReader(request.headers, request.content)
    except (ValueError, AssertionError):
        raise TurnedAway(400, "bad_form") from None
    form: dict[str, str] = {}
    for _ in range(MOST_PARTS):
        part = await pace.wait(reader.next())
        if not isinstance(part, BodyPartReader) or part.name is None or part.name in form:
            raise TurnedAway(400, "bad_form")
        if part.filename is not None:
            if part.name != "file":
                raise TurnedAway(400, "bad_form")
            return form, IncomingFile(part.filename[:LONGEST_NAME], part, reader, pace)
        form[part.name] = await _text_of(part, pace)
    raise TurnedAway(400, "bad_form")


async def _text_of(part: BodyPartReader, pace: Pace) -> str:
    body = b""
    while piece := await pace.wait(part.read_chunk(LONGEST_FIELD)):
        body += piece
        pace.came += len(piece)
        if len(body) > LONGEST_FIELD:
            raise TurnedAway(413, "bad_form")
    try:
        text = body.decode()
    except ValueError:
        raise TurnedAway(400, "bad_form") from None
    if "\0" in text:
        raise TurnedAway(400, "bad_form")
    return text
