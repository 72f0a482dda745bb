"""What is in the workbook besides its sheets, and which part holds which sheet?

A case list needs sheets, texts and formats. Macros, embedded files, links and data from outside are refused, with the
name of the sheet that carries them; an ordinary hyperlink typed into a cell is let through, because it fetches nothing.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from casework.imports.archive import Part, unpack
from casework.imports.refusals import HostileFile, Refusal, UnreadableFile

_SMALL = 4 * 2**20  # a directory of sheets or of relations is never larger
_TAG = r"<(?:[\w.-]+:)?{}\s([^>]*)>"
_SHEET = re.compile(_TAG.format("sheet"))
_RELATION = re.compile(_TAG.format("Relationship"))
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_OTHER_OFFICE = {
    "xl/workbook.bin": "Excel nhị phân .xlsb",
    "content.xml": "OpenDocument không đầy đủ",
    "word/document.xml": "văn bản Word",
    "ppt/presentation.xml": "bài trình chiếu",
}
_WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetPlace:
    """A sheet's name as people see it, and the part that holds it, in lower case."""

    name: str
    part: str


def refuse_foreign_parts(content: bytes, parts: Mapping[str, Part]) -> None:
    """Raise for macros, embedded files, outside links and data, and for archives that are no workbook at all."""
    for path, kind in _OTHER_OFFICE.items():
        if path in parts:
            raise UnreadableFile(Refusal.OTHER_KIND, kind=kind)
    if _WORKBOOK not in parts or "[content_types].xml" not in parts:
        raise UnreadableFile(Refusal.OTHER_KIND, kind="tệp nén")
    kinds = _text(content, parts["[content_types].xml"]).lower()
    if "macroenabled" in kinds or any("vbaproject" in path or "/macrosheets/" in path for path in parts):
        raise HostileFile(Refusal.MACROS)
    for path in parts:
        if path.startswith(("xl/embeddings/", "xl/activex/")) or path.endswith((".zip", ".exe", ".ole")):
            raise HostileFile(Refusal.NESTED, part=path.rsplit("/", 1)[-1][:60])
    _refuse_outside(content, parts)


def sheet_places(content: bytes, parts: Mapping[str, Part]) -> list[SheetPlace]:
    """The sheets of the workbook in their order; chart sheets and the like, whose part is elsewhere, are left out."""
    targets = (
        {
            relation.get("Id", ""): _resolve("xl", relation.get("Target", ""))
            for relation in _tags(_RELATION, _text(content, parts["xl/_rels/workbook.xml.rels"]))
            if relation.get("Type", "").endswith("/worksheet")
        }
        if "xl/_rels/workbook.xml.rels" in parts
        else {}
    )
    places = []
    for sheet in _tags(_SHEET, _text(content, parts[_WORKBOOK])):
        relation_id = next((value for name, value in sheet.items() if name.endswith(":id")), "")
        if relation_id in targets:
            places.append(SheetPlace(name=sheet.get("name", ""), part=targets[relation_id]))
    if not places or any(place.part not in parts for place in places):
        raise UnreadableFile(Refusal.DAMAGED)
    if len({place.part for place in places}) != len(places) or len({place.name for place in places}) != len(places):
        raise HostileFile(Refusal.ZIP_ODD)
    return places


def _refuse_outside(content: bytes, parts: Mapping[str, Part]) -> None:
    for path in parts:
        if path == "xl/connections.xml" or path.startswith(("xl/externallinks/", "xl/querytables/")):
            raise HostileFile(Refusal.EXTERNAL, where=_carrier(content, parts, path))
        if path.endswith(".rels"):
            for relation in _tags(_RELATION, _text(content, parts[path])):
                outside = relation.get("TargetMode", "").lower() == "external"
                if outside and not relation.get("Type", "").endswith("/hyperlink"):
                    raise HostileFile(Refusal.EXTERNAL, where=_carrier(content, parts, path))


def _carrier(content: bytes, parts: Mapping[str, Part], path: str) -> str:
    """The sheet whose relations lead to ``path`` (or whose relations ``path`` is), for people to find it."""
    owner = path.replace("_rels/", "").removesuffix(".rels")
    for place in sheet_places(content, parts):
        folder, name = posixpath.split(place.part)
        relations = parts.get(f"{folder}/_rels/{name}.rels")
        linked = owner == place.part or (
            relations is not None
            and any(
                _resolve(folder, relation.get("Target", "")) == owner
                for relation in _tags(_RELATION, _text(content, relations))
            )
        )
        if linked:
            return f"Trang “{place.name}”"
    return "Tệp"


def _resolve(folder: str, target: str) -> str:
    path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(path).lower()


def _tags(pattern: re.Pattern[str], text: str) -> list[dict[str, str]]:
    return [
        {name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(inside)}
        for inside in pattern.findall(text)
    ]


def _text(content: bytes, part: Part) -> str:
    if part.unpacked > _SMALL:
        raise HostileFile(Refusal.ZIP_ODD)
    return b"".join(unpack(content, part)).decode("utf-8", "replace")
