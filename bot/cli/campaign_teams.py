"""``gandan campaign teams`` and ``focal``: who goes out, from which body, and to which communes first?"""

from __future__ import annotations

import argparse

from bot.cli import shown
from bot.cli.authority import add_as
from bot.cli.campaign_parts import add_deed, add_name, run_part
from bot.cli.lookup import commune_named
from bot.cli.session import staff_named
from bot.cli.typed import whole
from casework import staff
from casework.books import Books
from casework.folding import fold
from casework.places import find_by_id
from scheduler.plans import focal, teams
from scheduler.plans.campaigns import Campaign
from scheduler.plans.focal import FocalCommune
from scheduler.plans.teams import BODY_WORDS, Body, Member, TeamFacts

_OUTSIDE = {body: words for body, words in BODY_WORDS.items() if body is not Body.AGENCY}
_BODIES = ", ".join(f"{body.value} ({words})" for body, words in _OUTSIDE.items())


def add_teams(parser: argparse.ArgumentParser) -> None:
    """List, write, remove."""
    add_as(parser)
    deeds = add_name(parser)
    written = add_deed(deeds, "write", "lập một tổ, hoặc viết lại tổ cùng tên")
    written.add_argument("team", metavar="TỔ", help="tên tổ, ví dụ «Tổ công tác số 1»")
    written.add_argument("--leader", required=True, metavar="LOGIN", help="tổ trưởng: chấp hành viên phụ trách địa bàn")
    written.add_argument(
        "--member",
        action="append",
        default=[],
        type=_inside,
        metavar="LOGIN=NHIỆM_VỤ",
        help="cán bộ của cơ quan (nhiều lần)",
    )
    written.add_argument(
        "--outsider",
        action="append",
        default=[],
        type=_outside,
        metavar="CƠ_QUAN;HỌ_TÊN;NHIỆM_VỤ;SỐ",
        help=f"người của cơ quan khác (nhiều lần); số điện thoại có thể bỏ trống. Cơ quan: {_BODIES}",
    )
    add_deed(deeds, "remove", "bỏ một tổ").add_argument("team", metavar="TỔ", help="tên tổ")


def run_teams(arguments: argparse.Namespace) -> int:
    """Do it; 0 when done."""
    return run_part(arguments, _teams, {"write": _write_team, "remove": _remove_team})


def add_focal(parser: argparse.ArgumentParser) -> None:
    """List, write, remove."""
    deeds = add_name(parser)
    written = add_deed(deeds, "write", "chọn một xã điểm, hoặc sửa điều đã ghi về xã đó")
    written.add_argument("--why", required=True, metavar="LÝ_DO", help="vì sao chọn xã này")
    written.add_argument("--team", metavar="TỔ", help="tổ công tác phụ trách")
    written.add_argument("--wave", type=whole, metavar="SỐ", help="là xã điểm trong đợt trọng tâm nào")
    for one in (written, add_deed(deeds, "remove", "không còn là xã điểm")):
        one.add_argument("commune", metavar="XÃ", help="tên xã, phường")


def run_focal(arguments: argparse.Namespace) -> int:
    """Do it; 0 when done."""
    return run_part(arguments, _focal, {"write": _write_focal, "remove": _remove_focal})


def _inside(text: str) -> tuple[str, str]:
    login, equals, role = text.partition("=")
    if not equals or not login.strip() or not role.strip():
        raise argparse.ArgumentTypeError(f"«{text}» không đọc được. Hãy ghi như tu=Thư ký tổ.")
    return login.strip(), role.strip()


def _outside(text: str) -> Member:
    parts = [part.strip() for part in text.split(";")]
    body = next((one for one, words in _OUTSIDE.items() if fold(parts[0]) in (fold(words), one.value)), None)
    if body is None or not 3 <= len(parts) <= 4:
        raise argparse.ArgumentTypeError(
            f"«{text}» không đọc được. Hãy ghi như «công an; Lê Văn Bảy; Bảo đảm an toàn; 0900 000 201». Cơ quan: {_BODIES}."
        )
    return Member(body=body, name=parts[1], role=parts[2], phone=parts[3] if len(parts) == 4 else None)


def _teams(books: Books, campaign: Campaign, arguments: argparse.Namespace) -> list[str]:
    lines: list[str] = []
    for team in teams.teams_of(books, campaign.id):
        leader = staff.find(books, team.facts.leader_id)
        lines.append(f"{team.facts.name}: tổ trưởng {leader.name if leader else '-'}")
        lines += shown.table([_member(books, one, named=arguments.login is not None) for one in team.facts.members])
    return lines or [f"{campaign.plan.name}: chưa có tổ công tác. Lập: gandan campaign teams TÊN write --help"]


def _member(books: Books, one: Member, *, named: bool) -> tuple[str, ...]:
    """Names of outsiders are shown to whoever says who is looking."""
    known = None if one.staff_id is None else staff.find(books, one.staff_id)
    name = known.name if known is not None else (one.name or "") if named else "(ẩn, thêm --as để xem)"
    phone = (known.phone if known is not None else one.phone if named else None) or ""
    return "    " + name, one.role, BODY_WORDS[one.body], phone


def _write_team(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    inside = [
        Member(body=Body.AGENCY, role=role, staff_id=staff_named(books, login)) for login, role in arguments.member
    ]
    facts = TeamFacts(
        name=arguments.team,
        leader_id=staff_named(books, arguments.leader),
        members=(*inside, *arguments.outsider),
    )
    teams.write_team(books, campaign.id, facts, staff_id)
    return []


def _remove_team(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    teams.remove_team(books, campaign.id, arguments.team, staff_id)
    return []


def _focal(books: Books, campaign: Campaign, _arguments: argparse.Namespace) -> list[str]:
    names = {team.id: team.facts.name for team in teams.teams_of(books, campaign.id)}
    rows = []
    for one in focal.focal_communes(books, campaign.id):
        place = find_by_id(books, one.commune_id)
        wave = "" if one.wave is None else f"đợt {one.wave}"
        rows.append((place.name if place else "-", wave, names.get(one.team_id or 0, "chưa giao tổ"), one.why))
    return shown.table(rows) or [
        f"{campaign.plan.name}: chưa chọn xã điểm. Chọn: gandan campaign focal TÊN write --help"
    ]


def _write_focal(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    team = None if arguments.team is None else teams.team_named(books, campaign.id, arguments.team).id
    commune = commune_named(books, arguments.commune).id
    facts = FocalCommune(commune_id=commune, why=arguments.why, team_id=team, wave=arguments.wave)
    focal.write_focal(books, campaign.id, facts, staff_id)
    return []


def _remove_focal(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    focal.remove_focal(books, campaign.id, commune_named(books, arguments.commune).id, staff_id)
    return []
