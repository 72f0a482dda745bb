"""What is a browser called, for whoever looks where they are signed in? What it says of itself is a line for machines."""

from __future__ import annotations

_BROWSERS = (  # the first that is found: most also name those whose pages they imitate
    ("Zalo", "Zalo"),
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def called(told: str) -> str:
    """``Chrome, Windows`` for what a browser says of itself; that itself where neither is known, so that nothing is hidden."""
    found = [next((name for mark, name in marks if mark in told), "") for marks in (_BROWSERS, _MACHINES)]
    return ", ".join(name for name in found if name) or told
