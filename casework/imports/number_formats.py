"""Does a number format of the workbook show something else than its cells hold?

A cell that holds 15000 and is shown as "15.000 nghìn đồng" or "15.000.000" was meant a thousandfold. Formats that divide
what they show (a comma after the last digit for each thousand) and say so are right: 15000000 as "15.000 nghìn".
"""

from __future__ import annotations

import html
import re

from casework.folding import fold
from casework.imports.refusals import NotACaseList, Refusal

_FORMAT = re.compile(r"<(?:[\w.-]+:)?numFmt\s([^>]*)>")
_USED = re.compile(r"<(?:[\w.-]+:)?cellXfs[\s>].*?</(?:[\w.-]+:)?cellXfs>", re.DOTALL)
_ID = re.compile(r"\bnumFmtId\s*=\s*[\"']([0-9]+)[\"']")
_CODE = re.compile(r"\bformatCode\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_BRACKETS = re.compile(r"\[[^\]]*\]")
_LAST_DIGIT = re.compile(r"[0#?](,*)[^0#?]*$")
_NOUGHTS = re.compile(r"\W*((?:[., ]?000)+)\b")
_UNITS = (("ty", 3), ("ti", 3), ("trieu", 2), ("tr", 2), ("nghin", 1), ("ngan", 1), ("k", 1))
_LONGEST = 255  # characters of a format code


def used_formats(styles: str) -> list[str]:
    """The codes of the workbook's own formats that some cell style uses; ``styles``: the part ``xl/styles.xml``."""
    used = set(_ID.findall("".join(_USED.findall(styles))))
    codes = []
    for written in _FORMAT.findall(styles):
        number, code = _ID.search(written), _CODE.search(written)
        if number is not None and code is not None and number[1] in used:
            codes.append(html.unescape(code[1] or code[2] or ""))
    return codes


def refuse_other_unit(code: str) -> None:
    """Raise ``NotACaseList`` if cells with the format ``code`` are shown larger than what they hold."""
    positive = _BRACKETS.sub("", code[:_LONGEST]).split(";")[0]
    digits = _LAST_DIGIT.search(_LITERAL.sub(lambda found: "_" * len(found[0]), positive))
    if digits is None:
        return
    said = "".join(quoted or escaped for quoted, escaped in _LITERAL.findall(positive, digits.end(1)))
    if _thousands(said) not in (0, len(digits[1])):
        raise NotACaseList(Refusal.UNIT, unit=" ".join(said.split())[:60])


def _thousands(said: str) -> int:
    """How many times a thousand the text beside the digits stands for: ``" triệu"`` -> 2, ``".000"`` -> 1."""
    noughts = _NOUGHTS.match(said)
    if noughts is not None:
        return noughts[1].count("000")
    words = re.findall(r"[a-z]+", fold(said))
    return next((power for word, power in _UNITS if word in words), 0)
