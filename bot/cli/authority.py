"""Who is acting at the terminal, and may they do this?

Whoever can run commands on this machine can read its key file; ``--as`` is not a lock but a signature: it says whose name
stands in the audit trail, and it refuses what that role does not do.
"""

from __future__ import annotations

import argparse

from bot.cli.refusal import Refused
from bot.cli.session import staff_named
from casework import audit, staff
from casework.books import Books
from casework.staff import LEADERS, MANAGERS, Role, Staff

__all__ = ["ALL_BUT_AUDITORS", "CASE_WORKERS", "MANAGERS", "ROLE_WORDS", "acting", "add_as", "manager_or_first"]

CASE_WORKERS = frozenset({Role.CLERK, Role.OFFICER, *LEADERS})
ALL_BUT_AUDITORS = frozenset(Role) - {Role.AUDITOR, Role.LEGAL}  # neither do those who only read what is said

ROLE_WORDS = {
    Role.CLERK: "thư ký",
    Role.OFFICER: "chấp hành viên",
    Role.HEAD: "thủ trưởng",
    Role.DEPUTY: "phó thủ trưởng",
    Role.ADMIN: "quản trị",
    Role.AUDITOR: "kiểm tra viên",
    Role.LEGAL: "cán bộ pháp lý",
}


def add_as(parser: argparse.ArgumentParser) -> None:
    """The option that says who is acting."""
    parser.add_argument("--as", dest="login", metavar="LOGIN", help="tên đăng nhập của cán bộ đang làm việc này")


def acting(books: Books, login: str | None, roles: frozenset[Role]) -> Staff:
    """The active member of staff with this login, if the role is one of ``roles``. Raises ``Refused``."""
    known = staff.find(books, staff_named(books, login))
    if known is None or known.role not in roles:
        held = ROLE_WORDS[known.role] if known is not None else "?"
        able = ", ".join(ROLE_WORDS[role] for role in Role if role in roles)
        raise Refused(f"Vai trò «{held}» không làm được việc này. Hãy nhờ: {able}.")
    return known


def manager_or_first(books: Books, login: str | None) -> str:
    """The audit name of the manager who acts; the system itself while the books have no manager yet."""
    if login is None and not any(one.role in MANAGERS for one in staff.everybody(books)):
        return audit.SYSTEM
    return audit.staff(acting(books, login, MANAGERS).id)
