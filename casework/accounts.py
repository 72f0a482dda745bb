"""Which bank accounts may people be told to pay to? Only those that one person proposed and a leader approved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from casework import audit
from casework import staff as people
from casework.books import Books
from casework.db.ids import new_id
from casework.tables.agency import approved_account

_BIN = re.compile(r"[0-9]{6}", re.ASCII)
_NUMBER = re.compile(r"[0-9A-Z]{4,19}", re.ASCII)
_MAY_PROPOSE = frozenset(people.Role) - {people.Role.AUDITOR, people.Role.LEGAL}


class AccountRefused(Exception):
    """The account cannot be proposed, approved or retired like this; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountFacts:
    """An account as the bank has it: six digits of the bank's BIN, 4-19 digits or capitals, the holder's name."""

    bank_bin: str
    bank_name: str
    number: str
    holder: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Account(AccountFacts):
    """An account in the books, with who stands behind it."""

    id: int
    agency_id: int
    proposed_by: int
    approved_by: int | None
    approved_at: datetime | None
    retired_at: datetime | None

    @property
    def live(self) -> bool:
        """Whether people may be told to pay here."""
        return self.approved_at is not None and self.retired_at is None


def tidy_number(written: str) -> str:
    """An account's number without the spaces, dots and dashes that people put in, in capitals."""
    return "".join(written.split()).replace(".", "").replace("-", "").upper()


def propose_account(books: Books, agency_id: int, facts: AccountFacts, staff_id: int) -> int:
    """Put an account forward; nobody is told of it before it is approved. Returns its id. Raises ``AccountRefused``."""
    _require(books, staff_id, _MAY_PROPOSE, "Chỉ cán bộ của cơ quan mới được đề xuất tài khoản.")
    if not _BIN.fullmatch(facts.bank_bin):
        raise AccountRefused("Mã ngân hàng phải gồm 6 chữ số. Hãy xem lại mã BIN của ngân hàng.")
    if not _NUMBER.fullmatch(facts.number):
        raise AccountRefused("Số tài khoản không hợp lệ. Hãy nhập liền, từ 4 đến 19 chữ số hoặc chữ in hoa.")
    if not facts.holder.strip() or not facts.bank_name.strip():
        raise AccountRefused("Thiếu tên chủ tài khoản hoặc tên ngân hàng. Hãy nhập đúng như ngân hàng ghi.")
    same = approved_account.c.bank_bin == facts.bank_bin, approved_account.c.number == facts.number
    unretired = approved_account.c.agency_id == agency_id, approved_account.c.retired_at.is_(None)
    if books.conn.execute(select(approved_account.c.id).where(*same, *unretired)).first() is not None:
        raise AccountRefused("Tài khoản này đã có trong danh sách. Hãy xem lại danh sách tài khoản.")
    account_id = new_id()
    books.conn.execute(
        insert(approved_account).values(
            id=account_id,
            agency_id=agency_id,
            bank_bin=facts.bank_bin,
            bank_name=facts.bank_name.strip(),
            number=facts.number,
            holder=facts.holder.strip(),
            proposed_by=staff_id,
        )
    )
    audit.record(books, audit.staff(staff_id), audit.Action.ACCOUNT_PROPOSED, f"account:{account_id}")
    return account_id


def approve_account(books: Books, account_id: int, staff_id: int) -> None:
    """A leader other than the proposer lets people be told of it. Raises ``AccountRefused``."""
    _require(books, staff_id, people.LEADERS, "Chỉ thủ trưởng hoặc phó thủ trưởng được duyệt tài khoản.")
    known = find_account(books, account_id)
    if known is None or known.approved_at is not None or known.retired_at is not None:
        raise AccountRefused("Không có tài khoản này đang chờ duyệt. Hãy xem lại danh sách tài khoản.")
    if known.proposed_by == staff_id:
        raise AccountRefused("Người đề xuất không được tự duyệt tài khoản. Hãy chuyển người lãnh đạo khác duyệt.")
    waiting = approved_account.c.approved_by.is_(None), approved_account.c.retired_at.is_(None)
    changed = books.conn.execute(
        update(approved_account)
        .where(approved_account.c.id == account_id, *waiting)
        .values(approved_by=staff_id, approved_at=books.clock.now())
    )
    if changed.rowcount == 0:  # somebody else was faster
        raise AccountRefused("Tài khoản này vừa được người khác xử lý. Hãy xem lại danh sách tài khoản.")
    audit.record(books, audit.staff(staff_id), audit.Action.ACCOUNT_APPROVED, f"account:{account_id}")


def retire_account(books: Books, account_id: int, staff_id: int) -> None:
    """Nobody is told of it from now on; one person is enough to stop. Raises ``AccountRefused``."""
    _require(books, staff_id, _MAY_PROPOSE, "Chỉ cán bộ của cơ quan mới được ngừng dùng tài khoản.")
    changed = books.conn.execute(
        update(approved_account)
        .where(approved_account.c.id == account_id, approved_account.c.retired_at.is_(None))
        .values(retired_at=books.clock.now())
    )
    if changed.rowcount == 0:
        raise AccountRefused("Không có tài khoản này đang dùng hoặc chờ duyệt. Hãy xem lại danh sách tài khoản.")
    audit.record(books, audit.staff(staff_id), audit.Action.ACCOUNT_RETIRED, f"account:{account_id}")


def live_accounts(books: Books) -> tuple[Account, ...]:
    """The accounts that people may be told to pay to, oldest first."""
    approved = approved_account.c.approved_at.is_not(None), approved_account.c.retired_at.is_(None)
    rows = books.conn.execute(select(approved_account).where(*approved).order_by(approved_account.c.id))
    return tuple(Account(**row._mapping) for row in rows)


def waiting_accounts(books: Books) -> tuple[Account, ...]:
    """The accounts that wait for a leader, oldest first."""
    waiting = approved_account.c.approved_at.is_(None), approved_account.c.retired_at.is_(None)
    rows = books.conn.execute(select(approved_account).where(*waiting).order_by(approved_account.c.id))
    return tuple(Account(**row._mapping) for row in rows)


def retired_accounts(books: Books, before: int | None = None, most: int = 20) -> tuple[Account, ...]:
    """The accounts that nobody is told of any more, newest entry first."""
    asked = select(approved_account).where(approved_account.c.retired_at.is_not(None))
    if before is not None:
        asked = asked.where(approved_account.c.id < before)
    rows = books.conn.execute(asked.order_by(approved_account.c.id.desc()).limit(most))
    return tuple(Account(**row._mapping) for row in rows)


def find_account(books: Books, account_id: int) -> Account | None:
    """The account with this id, whatever its state."""
    row = books.conn.execute(select(approved_account).where(approved_account.c.id == account_id)).one_or_none()
    return Account(**row._mapping) if row is not None else None


def _require(books: Books, staff_id: int, roles: frozenset[people.Role], sentence: str) -> None:
    who = people.find(books, staff_id)
    if who is None or not who.active or who.role not in roles:
        raise AccountRefused(f"{sentence} Hãy nhờ người có thẩm quyền.")
