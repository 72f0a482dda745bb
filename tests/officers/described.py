"""The pages as a description that a machine can ask by: addresses from the table of routes, fields from the forms themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.officers import PREFIX
from bot.officers.route import OURS, Route

FIELDS = ("input", "select", "textarea", "button")


class Forms(HTMLParser):
    """Collects, of one page, the fields of each form by its address, and the names in the queries of links.

    A field may stand outside of its form and name it; a button may send its form to another address.
    """

    def __init__(self) -> None:
        super().__init__()
        self.queries: dict[str, set[str]] = {}
        self._at: str | None = None
        self._fields: dict[str, set[str]] = {}
        self._ids: dict[str, str | None] = {}
        self._also: dict[str, str] = {}

    @property
    def fields(self) -> dict[str, set[str]]:
        """What may be sent to each address; forms that are asked by GET left out."""
        told = {address: set(names) for address, names in self._fields.items()}
        for address, form in self._also.items():
            told.setdefault(address, set()).update(self._fields[form])
        return told

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        told = {name: text or "" for name, text in attrs}
        if tag == "form":
            asked = told.get("method", "get").lower() == "get"
            self._at = None if asked else urlsplit(told.get("action", "")).path
            self._ids[told.get("id", "")] = self._at
            if self._at is not None:
                self._fields.setdefault(self._at, set())
        elif tag in FIELDS and (at := self._ids.get(told["form"]) if "form" in told else self._at) is not None:
            self._fields[at] |= {told["name"]} if told.get("name") and told.get("type") != "file" else set()
            if "formaction" in told:
                self._also[urlsplit(told["formaction"]).path] = at
        elif tag == "a" and "?" in told.get("href", ""):
            parts = urlsplit(told["href"])
            self.queries.setdefault(parts.path, set()).update(name for name, _ in parse_qsl(parts.query))

    def handle_endtag(self, tag: str) -> None:
        """The end of one."""
        if tag == "form":
            self._at = None


@dataclass
class Known:
    """What was seen on the pages: an address of each route, its fields, the names of its query."""

    fields: dict[str, set[str]] = field(default_factory=dict)
    queries: dict[str, set[str]] = field(default_factory=dict)

    def learn(self, page: str, routes: tuple[Route, ...]) -> None:
        """Read one page."""
        forms = Forms()
        forms.feed(page)
        for found, kept in ((forms.fields, self.fields), (forms.queries, self.queries)):
            for address, names in found.items():
                for route in routes:
                    if _pattern(route).fullmatch(address):
                        kept.setdefault(route.address, set()).update(names)


def undeclared(page: str, routes: tuple[Route, ...]) -> list[str]:
    """Forms of a page that no route takes, and fields that theirs does not take."""
    forms = Forms()
    forms.feed(page)
    wrong = []
    for address, names in forms.fields.items():
        to = next((one for one in routes if one.method == "POST" and _pattern(one).fullmatch(address)), None)
        wrong += [address] if to is None else [f"{address}: {name}" for name in sorted(to.strange(names))]
    return wrong


def description(routes: tuple[Route, ...], known: Known, things: dict[str, list[str]]) -> dict[str, Any]:
    """OpenAPI 3 of these routes. ``things``: ids worth trying, by kind."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        asked: dict[str, Any] = {
            "parameters": _in_path(route, things),
            "responses": {"default": {"description": "any"}},
        }
        if route.method == "GET":
            names = known.queries.get(route.address, set()) | {"before"}
            asked["parameters"] += [
                {"name": name, "in": "query", "schema": {"type": "string"}} for name in sorted(names)
            ]
        else:
            names = known.fields.get(route.address, set()) - {OURS}
            body = {"type": "object", "properties": {name: {"type": "string"} for name in sorted(names)}}
            asked["requestBody"] = {"content": {"application/x-www-form-urlencoded": {"schema": body}}}
        paths.setdefault(route.address, {})[route.method.lower()] = asked
    return {"openapi": "3.0.3", "info": {"title": "pages", "version": "1"}, "paths": paths}


def _in_path(route: Route, things: dict[str, list[str]]) -> list[dict[str, Any]]:
    named = things.get(route.shows or "", [])
    tried: dict[str, Any] = {"anyOf": [{"type": "string", "minLength": 1}, {"type": "integer"}]}
    if named:
        tried["anyOf"].insert(0, {"type": "string", "enum": named})
    return [
        {"name": name, "in": "path", "required": True, "schema": tried} for name in re.findall(r"{(\w+)}", route.path)
    ]


@cache
def _pattern(route: Route) -> re.Pattern[str]:
    assert route.address.startswith(PREFIX)
    return re.compile(re.sub(r"{\w+}", "[^/]+", route.address))
