"""What did the client send: fields and files, however they were encoded?"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import BodyPartReader, web

from tests.fakes.bot_api.world import StoredFile


async def read_request(request: web.Request) -> tuple[dict[str, Any], dict[str, StoredFile], list[str]]:
    """Fields, uploaded parts by part name, and what is wrong with the encoding itself."""
    sent: dict[str, Any] = dict(request.query)
    kind = request.content_type
    if kind == "application/json":
        try:
            body = json.loads(await request.read())
        except ValueError:
            return sent, {}, ["can't parse JSON object"]
        if not isinstance(body, dict):
            return sent, {}, ["JSON body is not an object"]
        return sent | body, {}, []
    if kind == "multipart/form-data":
        fields, files = await _read_parts(request)
        return sent | fields, files, []
    if kind == "application/x-www-form-urlencoded":
        return sent | dict(await request.post()), {}, []
    body_without_kind = await request.read()
    return sent, {}, ["body with an unknown content type"] if body_without_kind else []


async def _read_parts(request: web.Request) -> tuple[dict[str, Any], dict[str, StoredFile]]:
    fields: dict[str, Any] = {}
    files: dict[str, StoredFile] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            fields[part.name] = content.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = StoredFile(name=part.filename, mime=mime, content=content)
    return fields, files
