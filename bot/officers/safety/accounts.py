"""Which bank accounts may people be told of? One person proposes, another leader approves with a fresh code; anybody here retires."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.officers.safety.typed import before
from bot.officers.visit import Missing, Visit
from casework import accounts, audit, staff
from casework.accounts import Account, AccountFacts, AccountRefused
from casework.books import Books
from casework.staff import Staff

FIELDS = ("bin", "bank", "number", "holder")
LISTED = 20
LONGEST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """What is on the page; ``names`` of whoever stands behind an account."""

    live: tuple[Account, ...]
    waiting: tuple[Account, ...]
    retired: tuple[Account, ...]
    older: int | None
    names: dict[int, str]


async def show(visit: Visit) -> web.StreamResponse:
    """Those in use, those that wait, those of before."""
    return await _shown(visit)


async def propose(visit: Visit) -> web.StreamResponse:
    """Put one forward; nobody is told of it yet."""
    form = {name: visit.form.get(name, "")[:LONGEST] for name in FIELDS}
    facts = AccountFacts(
        bank_bin="".join(form["bin"].split()),
        bank_name=form["bank"],
        number=accounts.tidy_number(form["number"]),
        holder=form["holder"],
    )
    try:
        await visit.db.write(accounts.propose_account, visit.who.agency_id, facts, visit.who.id)
    except AccountRefused as refused:
        return await _shown(visit, wrong=str(refused), status=422)
    return visit.saved("/safety/accounts")


async def approve(visit: Visit) -> web.StreamResponse:
    """Let people be told of it. A refusal is a line of the trail, too: somebody tried."""
    known = await _known(visit)
    refused = await visit.db.write(_approved, visit.who, known.id)
    return visit.saved("/safety/accounts") if refused is None else await _shown(visit, wrong=refused, status=409)


async def retire(visit: Visit) -> web.StreamResponse:
    """Nobody is told of it any more."""
    known = await _known(visit)
    try:
        await visit.db.write(accounts.retire_account, known.id, visit.who.id)
    except AccountRefused as refused:
        return await _shown(visit, wrong=str(refused), status=409)
    return visit.saved("/safety/accounts")


def _approved(books: Books, who: Staff, account_id: int) -> str | None:
    try:
        accounts.approve_account(books, account_id, who.id)
    except AccountRefused as refused:  # nothing has been written when it is raised
        actor, action = audit.staff(who.id), audit.Action.ACCOUNT_APPROVED
        audit.record(books, actor, action, f"account:{account_id}", result="refused")
        return str(refused)
    return None


async def _known(visit: Visit) -> Account:
    known = await visit.db.read(accounts.find_account, visit.number("account"))
    if known is None or known.agency_id != visit.who.agency_id:
        raise Missing
    return known


async def _shown(visit: Visit, *, wrong: str = "", status: int = 200) -> web.Response:
    listed = await visit.db.read(_listed, before(visit))
    return visit.page("safety/accounts", status=status, listed=listed, wrong=wrong, typed=visit.form)


def _listed(books: Books, older_than: int | None) -> Listed:
    retired = accounts.retired_accounts(books, older_than, LISTED + 1)
    live, waiting = accounts.live_accounts(books), accounts.waiting_accounts(books)
    behind = {who for one in (*live, *waiting, *retired) for who in (one.proposed_by, one.approved_by) if who}
    known = [staff.find(books, who) for who in behind]
    return Listed(
        live=live,
        waiting=waiting,
        retired=retired[:LISTED],
        older=retired[LISTED - 1].id if len(retired) > LISTED else None,
        names={one.id: one.name for one in known if one is not None},
    )
