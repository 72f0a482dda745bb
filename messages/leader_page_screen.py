"""How do the leader's pages look on a screen: one file that opens without a network, a list first, then each visitor?

No script and nothing loaded from elsewhere, and the page says so itself (Content-Security-Policy): it holds what may not leave
the agency, so it must not be able to ask anybody anything. Everything is escaped: a name is shown, never run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from messages.letters.campaign_plan import Section, Table
from messages.letters.leader_page import LeaderPages, Minutes, VisitorPage
from messages.vietnamese import day as day_in_words
from messages.vietnamese import short_day

_INSIDE = "Tài liệu nội bộ: chỉ người tiếp công dân dùng. Xong việc thì xóa tệp."
_BLANK = "…………………………"
_NAMED = {0: ' class="code"', 2: ' class="code"'}  # the hour and the reference stay in one line
_STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#f3f5f9}
main{max-width:60rem;margin:0 auto;padding:1rem}
article,header{background:#fff;border:1px solid #cfd6e4;border-radius:.6rem;padding:1rem 1.2rem;margin:0 0 1rem}
h1{font-size:1.5rem;color:#1c2b4a;margin:.2rem 0}
h2{font-size:1.35rem;color:#1c2b4a;margin:0;display:flex;gap:1rem;justify-content:space-between;flex-wrap:wrap}
h3{font-size:1rem;color:#1c2b4a;border-bottom:1px solid #1c2b4a;margin:1rem 0 .4rem}
p{margin:.25rem 0;overflow-wrap:anywhere}
.inside{color:#7a3b00;font-size:.9rem}
.mark{display:inline-block;background:#fdeeda;color:#5a2c00;border-radius:.3rem;padding:.05rem .5rem;margin:.2rem .4rem .2rem 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.5rem 0}
dt{color:#555}dd{margin:0;overflow-wrap:anywhere}
.wide{overflow-x:auto}
.wide table{min-width:38rem}
.code{white-space:nowrap}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th,td{border:1px solid #b9c1d1;padding:.25rem .5rem;text-align:left;vertical-align:top}
th{background:#eef1f6}
details{margin-top:1rem;border-top:1px solid #cfd6e4;padding-top:.5rem}
summary{cursor:pointer;font-weight:600;color:#1c2b4a;min-height:2.75rem;display:flex;align-items:center}
a{color:#0b4f9e}
a:focus-visible,summary:focus-visible{outline:3px solid #0b4f9e;outline-offset:2px}
.up{font-size:.9rem}
@media print{body{background:#fff}article{break-before:page;border:0}.up{display:none}}
"""


def screen(document: LeaderPages) -> str:
    """The HTML file."""
    parts = [
        "<!doctype html>",
        '<html lang="vi"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="referrer" content="no-referrer">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(document.title)} {short_day(document.day)}</title><style>{_STYLE}</style></head><body><main>",
        _cover(document),
        *(_page(number, one, document) for number, one in enumerate(document.pages, start=1)),
        "</main></body></html>",
    ]
    return "\n".join(parts)


def _cover(document: LeaderPages) -> str:
    facts = [
        ("Nơi tiếp:", document.place),
        ("Người tiếp:", document.leader),
        ("Lập ngày:", short_day(document.printed_on)),
    ]
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td><a href="#k{number}">{escape(cell)}</a></td>'
            if place == 1
            else f"<td{_NAMED.get(place, '')}>{escape(cell)}</td>"
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for number, row in enumerate(document.rows, start=1)
    )
    table = f'<div class="wide"><table><thead>{_head(document.head)}</thead><tbody>{rows}</tbody></table></div>'
    return (
        f'<header id="dau"><p>{escape(document.agency)}</p><h1>{escape(document.title)}, {day_in_words(document.day)}</h1>'
        f'{_pairs(facts)}{_lines(document.summary)}{table if rows else ""}<p class="inside">{_INSIDE}</p></header>'
    )


def _page(number: int, page: VisitorPage, document: LeaderPages) -> str:
    marked = "".join(f'<span class="mark">{escape(one)}</span>' for one in page.marks)
    return (
        f'<article id="k{number}"><h2><span>{escape(page.name)}</span><span>{escape(page.at)}</span></h2>'
        f"<p>{short_day(document.day)} · {escape(page.reference)}</p><div>{marked}</div>{_pairs(page.facts)}"
        + "".join(map(_section, page.sections))
        + _minutes(page.minutes, document.minutes_title)
        + '<p class="up"><a href="#dau">Về danh sách</a></p></article>'
    )


def _section(section: Section) -> str:
    table = "" if section.table is None else _table(section.table)
    return f"<section><h3>{escape(section.title)}</h3>{_lines(section.lines)}{table}</section>"


def _minutes(minutes: Minutes, title: str) -> str:
    who = [(label, words or _BLANK) for label, words in minutes.who]
    return (
        f"<details><summary>{escape(title.capitalize())} (dự thảo)</summary>{_pairs(who)}"
        f"<h3>1. Ông/bà trình bày</h3>{_lines(minutes.story)}<h3>2. Theo sổ của cơ quan</h3>{_lines(minutes.books)}"
        f"<h3>3. Người tiếp trả lời, giải thích</h3><p>{_BLANK}</p><h3>4. Hai bên thống nhất</h3>"
        f"{_lines(f'☐ {one}' + (f' {_BLANK}' if one.endswith(':') else '') for one in minutes.settle)}{_lines(minutes.law)}</details>"
    )


def _table(table: Table) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
    return f'<div class="wide"><table><thead>{_head(table.head)}</thead><tbody>{rows}</tbody></table></div>'


def _head(cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f'<th scope="col">{escape(cell)}</th>' for cell in cells) + "</tr>"


def _pairs(rows: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{escape(label)}</dt><dd>{escape(words)}</dd>" for label, words in rows) + "</dl>"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)
