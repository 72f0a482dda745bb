"""``gandan ask``: what would the assistant answer to these words? No database, no network, nobody's file.

With ``--jsonl`` each line of standard input is ``{"id", "q"}``; for each, one line ``{"id", "intent", "topic": [best first],
"answer", "citations", "confidence"}`` is written, or ``{"id", "error"}`` with a sentence that says what is wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from typing import Any

from bot.cli.refusal import Refused
from bot.cli.typed import day as typed_day


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A question in words, or many as JSON lines."""
    parser.add_argument("words", nargs="*", metavar="CHỮ", help="câu hỏi, như người dân gõ")
    parser.add_argument(
        "--jsonl", action="store_true", help="mỗi dòng vào một đối tượng {id, q}, mỗi dòng ra một câu trả lời"
    )
    parser.add_argument("--on", type=typed_day, metavar="NGÀY", help="luật của ngày nào; không ghi thì hôm nay")


def run(arguments: argparse.Namespace) -> int:
    """Answer until the input ends."""
    from bot.database import clock_of
    from bot.settings import load_settings
    from casework.clock import today

    on: date = arguments.on or today(clock_of(load_settings()))
    if arguments.jsonl:
        if arguments.words:
            raise Refused("Với --jsonl, câu hỏi đọc từ đầu vào chuẩn. Hãy bỏ phần chữ sau lệnh.")
        for line in sys.stdin:
            if line.strip():
                sys.stdout.write(json.dumps(_answered(line, on), ensure_ascii=False) + "\n")
                sys.stdout.flush()
        return 0
    if not arguments.words:
        raise Refused('Chưa có câu hỏi. Gõ: gandan ask "Tôi có mấy ngày để tự nguyện nộp?"')
    from messages.answer import answer, rendered

    sys.stdout.write(rendered(answer(" ".join(arguments.words), on)) + "\n")
    return 0


def _answered(line: str, on: date) -> dict[str, Any]:
    from messages.answer import answer, rendered

    try:
        asked = json.loads(line)
    except ValueError:
        return {"id": None, "error": "Dòng này không phải JSON. Mỗi dòng là một đối tượng có id và q."}
    if not isinstance(asked, dict) or not isinstance(asked.get("q"), str):
        identity = asked.get("id") if isinstance(asked, dict) else None
        return {"id": identity, "error": "Dòng này thiếu q là chữ. Mỗi dòng là một đối tượng có id và q."}
    found = answer(asked["q"], on)
    return {
        "id": asked.get("id"),
        "intent": found.intent,
        "topic": list(found.topics),
        "answer": rendered(found),
        "citations": [str(one) for one in found.citations],
        "confidence": round(found.reading.confidence, 4),
    }
