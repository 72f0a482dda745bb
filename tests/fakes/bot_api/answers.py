"""How does the platform refuse?"""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer with ok:false: the HTTP status, the description, and ``parameters`` when there are any."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def too_many(retry_after: int | None) -> ApiError:
    """429, with the seconds to wait or, as a broken proxy does it, without."""
    if retry_after is None:
        return ApiError(429, "Too Many Requests")
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
