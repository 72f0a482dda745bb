"""What does a page of ours bring along: its template, its style, its script, all from our own folders?"""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from jinja2 import Environment

HOUSE = Path(__file__).parent / "static"
"""The style that our pages share."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnFile:
    """A file with the name of its content."""

    content: bytes
    mime: str
    tag: str


class OwnFiles:
    """The templates and static files of one page, served under ``prefix``/static/version/name."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self._folder = folder
        self._prefix = prefix

    @cached_property
    def files(self) -> dict[str, OwnFile]:
        """Every static file by name, the house's first. Read once: they change with the program only."""
        folders = (HOUSE, self._folder / "static")
        return {path.name: _file(path) for folder in folders for path in sorted(folder.iterdir()) if path.is_file()}

    @cached_property
    def address(self) -> str:
        """Where the static files are, with one name for all of them together: scripts may import each other."""
        names = "".join(f"{name}{file.tag}" for name, file in self.files.items())
        return f"{self._prefix}/static/{hashlib.sha256(names.encode()).hexdigest()[:16]}"

    def render(self, template: str, **facts: Any) -> str:
        """The page as HTML; every fact is escaped."""
        return self._environment.get_template(template).render(static=self.address, **facts)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One static file, with an ETag; kept for good when asked for under the present version."""
        file = self.files.get(request.match_info["name"])
        if file is None:
            return web.Response(status=404)
        lasting = self.address.endswith("/" + request.match_info["version"])
        headers = {
            "ETag": f'"{file.tag}"',
            "Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache",
        }
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        return web.Response(body=file.content, content_type=file.mime, charset="utf-8", headers=headers)

    @property
    def route(self) -> str:
        """The pattern of the static files' addresses."""
        return f"{self._prefix}/static/{{version}}/{{name}}"

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        loader = FileSystemLoader(self._folder / "templates")
        return Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )


def _file(path: Path) -> OwnFile:
    content = path.read_bytes()
    mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return OwnFile(content=content, mime=mime, tag=hashlib.sha256(content).hexdigest()[:16])
