"""What may a log line say? An event name and ids, never a person.

One JSON object a line. Values are opt-in: only the fields of ``SPOKEN`` are written; everything else that a library or a
careless line adds is dropped. What remains passes a mask on the root handler (not on a logger: libraries log through their
own), so that a token, an identity number or a telephone number inside a message or a traceback becomes stars.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog

SPOKEN = frozenset(
    (
        "account", "outbox_id", "inbox_id", "campaign_id", "messages", "seconds", "parked", "role", "port", "count", "kind",
        "status", "duty", "attempt", "reason", "topic", "ms",
    )
)  # fmt: skip
_TOKEN = re.compile(r"\d{5,20}:[A-Za-z0-9_-]{20,}")
_LONG_NUMBER = re.compile(r"(?<![\w.])\+?\d(?:[ .-]?\d){8,18}(?![\w])")
_MONEY = re.compile(r"\d[\d.,]*\s*(?:đồng|đ\b|VND)")
_KEPT = {"event", "level", "timestamp", "logger", "exception"}


def masked(text: str) -> str:
    """``text`` without tokens, identity numbers, telephones and sums."""
    return _MONEY.sub("*** đồng", _LONG_NUMBER.sub("***", _TOKEN.sub("***", text)))


def _only_spoken(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {key: value for key, value in event.items() if key in SPOKEN or key in _KEPT}


def _mask_values(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {
        key: masked(value) if isinstance(value, str) and key != "timestamp" else value for key, value in event.items()
    }


def _without_locals(record: logging.LogRecord) -> None:
    """A traceback keeps where and what type; an exception's own words may quote what a person wrote."""
    if record.exc_info is None or record.exc_info[0] is None:
        return
    kind, _, trace = record.exc_info
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    record.exc_text = None
    record.exc_info = None
    record.__dict__["exception"] = f"{kind.__name__} at " + " < ".join(reversed(places[-8:]))


class _Quiet(logging.Filter):
    """Strips exceptions of their words before any handler formats them."""

    def filter(self, record: logging.LogRecord) -> bool:
        _without_locals(record)
        return True


def set_up_logs(level: str = "INFO") -> None:
    """Log to standard error, one JSON object a line, for this process."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _only_spoken,
            _mask_values,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(_Quiet())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for chatty in ("aiogram.event", "aiohttp.access", "httpx", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # "skipped: the bell is still ringing" is how it should be: the ring that goes on asks again for what is due
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
