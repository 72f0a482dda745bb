"""Does a text lead to a place that is not the agency's?

Every host that software or a person could follow is a link: with or without a scheme, in Markdown or HTML, spelled with
"chấm" or spaces, in punycode or in another script. Only approved hosts pass, and only as the host itself.
"""

from __future__ import annotations

import re

from messages.lint.facts import ApprovedFacts, Fault, Problem

_HOST = re.compile(r"(?<![\w-])((?:[\w-]{1,63}\.)+)((?:xn--[\w-]+)|[^\W\d_]{2,24})(?![\w-])")
_SCHEME = re.compile(r"\b([a-z][a-z0-9+.-]{1,15})\s?:\s?[/\\]{1,3}\s?([^\s/\\?#<>\"')\]]*)", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"\b(?:javascript|data|tel|sms|mailto|tg|zalo|intent|viber):(?=\S)", re.IGNORECASE)
_MARKUP = re.compile(r"\]\s?\(|<\s?/?\s?(?:a|img|iframe|form|script)\b|\bhref\b|(?<![:/\w])//(?=\w)", re.IGNORECASE)
_PUNYCODE = re.compile(r"\bxn--[\w-]*", re.IGNORECASE)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_ADDRESS = re.compile(
    rf"(?<![\d.])(?:{_OCTET}\.){{3}}{_OCTET}(?![\d.]*\d|\s?(?:đồng|dong))"  # a sum may look like one: it has its unit
    r"|\[[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}\]",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"(?<!\w)@[a-z0-9_]{4,}", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@(?=[\w-]+\.)")

_TOP = (
    "com|net|org|info|biz|vn|me|io|co|cc|xyz|top|vip|shop|club|site|online|app|link|click|icu|asia|edu|gov|pro|fun|"
    "live|space|store|website|page|dev|ly|gl|tk|ml|ga|cf|gq|win|bid|loan|ru|cn|us|uk|mobi|name|tv|ws|work|life|world"
)
_BRACKETED_DOT = re.compile(r"\s*[\[({<]\s*(?:\.|dot|chấm|cham)\s*[\])}>]\s*", re.IGNORECASE)
_SAID_DOT = re.compile(rf"\s+(?:dot|chấm|cham)\s+(?=[\w.\s]*\b(?:{_TOP})\b)", re.IGNORECASE)
_SPACED_DOT = re.compile(rf"\s+\.\s*(?=[^\W_])|(?<=[\w])\.\s+(?=(?:{_TOP})(?:[\s/.,;:)]|$))")
_NOT_HOSTS = frozenset({"tp.hcm", "tp.hn"})  # ways of writing two cities
_LOOK_BACK = 200
_PAGES = frozenset({"html", "htm", "aspx", "php", "pdf", "jsp"})


def foreign_links(read: str, approved: ApprovedFacts) -> list[Problem]:
    """The links in ``read`` (as read) whose host is not ``approved``."""
    joined = _SPACED_DOT.sub(".", _SAID_DOT.sub(".", _BRACKETED_DOT.sub(".", read)))
    found = [host for host in _hosts(joined) if not approved.knows_host(host)]
    found += [seen[0] for seen in _SCHEME.finditer(joined) if not _safe(seen, approved)]
    for pattern in (_OTHER_SCHEME, _MARKUP, _ADDRESS):
        found += [seen[0] for seen in pattern.finditer(joined)]
    found += [seen[0] for seen in _PUNYCODE.finditer(joined) if not any(seen[0].lower() in h for h in approved.hosts)]
    found += [seen[0] for seen in _ACCOUNT.finditer(_MAIL.sub("", joined)) if not approved.knows_host(seen[0].lower())]
    return [Problem(fault=Fault.LINK, found=host) for host in dict.fromkeys(found)]


def _hosts(joined: str) -> list[str]:
    """Everything shaped like a host, also behind an @ and in the path of another; a page's name in a path is none."""
    found = []
    for seen in _HOST.finditer(joined.replace("@", " ")):
        host = seen[0].lower()
        page = seen[2].lower() in _PAGES and host.count(".") == 1 and _in_a_path(joined, seen.start())
        if host not in _NOT_HOSTS and not page:
            found.append(host)
    return found


def _in_a_path(joined: str, position: int) -> bool:
    before = joined[max(0, position - _LOOK_BACK) : position]
    return before[-1:] == "/" and "/" in before.split()[-1]


def _safe(seen: re.Match[str], approved: ApprovedFacts) -> bool:
    scheme, authority = seen[1].lower(), seen[2].lower()
    return scheme == "https" and approved.knows_host(authority.rstrip(".,;:!")) and "@" not in authority
