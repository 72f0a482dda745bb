"""How does the first person get in, before anybody can sign in? There is no default password: a one-time link is made."""

from __future__ import annotations

from bot.officers import PREFIX
from bot.settings import Settings
from casework import audit, staff
from casework.books import Books
from casework.db.engine import Database
from casework.signing import links
from casework.staff import MANAGERS, Role, Staff

DEMO_LOGIN = "truong"


def console_address(settings: Settings) -> str:
    """Where the officers' pages are."""
    host = f"[{settings.web_host}]" if ":" in settings.web_host else settings.web_host
    home = settings.public_url.rstrip("/") or f"http://{host}:{settings.web_port}"
    return home + PREFIX


def link_address(settings: Settings, token: str) -> str:
    """The whole address of a one-time link."""
    return f"{console_address(settings)}/link/{token}"


def first_entry(db: Database, settings: Settings, *, shown_to_a_person: bool) -> str:
    """What a start says of the pages. While nobody can sign in: a link for the first manager, if a person sees it; a log that is
    kept must not hold one, so there the command stands instead.
    """
    lines = [f"Bàn làm việc của cán bộ: {console_address(settings)}/"]
    managers = db.ask(_waiting_managers).result()
    if managers:
        login = managers[0].login
        command = f"gandan agency staff link {login} --as {login}"
        if shown_to_a_person and settings.web_port:
            token = db.submit(links.make, managers[0].id, audit.SYSTEM).result()
            lines.append(f"Chưa ai đăng nhập được. Đường dẫn cho «{login}», dùng một lần, trong 15 phút:")
            lines += [link_address(settings, token), f"Cấp lại: {command}"]
        else:
            lines.append(f"Chưa ai đăng nhập được. Hãy chạy: {command}")
    return "\n".join(lines) + "\n"


def demo_entry(books: Books, settings: Settings) -> str:
    """The line of the demo: a link for the invented head, until somebody has used it to the end."""
    who = staff.find_by_login(books, DEMO_LOGIN)
    if who is None or not who.active or who.id in links.set_up_ids(books):
        return ""
    token = links.make(books, who.id, audit.SYSTEM)
    return f"  Vào lần đầu         {link_address(settings, token)}  (thủ trưởng, dùng một lần, trong 15 phút)"


def _waiting_managers(books: Books) -> list[Staff]:
    """Who may manage the staff, administrators first, if nobody at all can sign in."""
    if links.anybody_is_set_up(books):
        return []
    known = [one for one in staff.everybody(books) if one.role in MANAGERS]
    return sorted(known, key=lambda one: (one.role is not Role.ADMIN, one.id))
