"""``gandan campaign trips``: who travels where on which day, and what may go wrong then?"""

from __future__ import annotations

import argparse

from bot.cli import shown
from bot.cli.campaign_parts import add_deed, add_name, run_part
from bot.cli.lookup import commune_named
from bot.cli.typed import day as typed_day
from bot.cli.typed import whole
from casework.books import Books
from scheduler.plans import teams, trips
from scheduler.plans.campaigns import Campaign
from scheduler.plans.trip_words import trouble_in_words
from scheduler.plans.trips import TripFacts


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """List, write, remove."""
    deeds = add_name(parser)
    written = add_deed(deeds, "write", "ghi một chuyến đi, hoặc sửa chuyến cùng tổ, cùng nơi, cùng ngày")
    written.add_argument("--people", required=True, type=whole, metavar="SỐ", help="mấy người đi")
    written.add_argument("--km", required=True, type=_km, metavar="KM", help="quãng đường cả đi và về")
    written.add_argument("--wave", type=whole, metavar="SỐ", help="thuộc đợt trọng tâm nào")
    for one in (written, add_deed(deeds, "remove", "bỏ một chuyến đi")):
        one.add_argument("commune", metavar="XÃ", help="đi xã, phường nào")
        one.add_argument("--team", required=True, metavar="TỔ", help="tên tổ công tác")
        one.add_argument("--on", required=True, type=typed_day, metavar="NGÀY", help="ngày đi")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 when done."""
    return run_part(arguments, _trips, {"write": _write, "remove": _remove})


def _km(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    raise argparse.ArgumentTypeError(f"«{text}» không phải số km. Hãy ghi số nguyên, ví dụ 46.")


def _trips(books: Books, campaign: Campaign, _arguments: argparse.Namespace) -> list[str]:
    warned: dict[int, list[str]] = {}
    for found in trips.warnings(books, campaign):
        warned.setdefault(found.trip_id, []).append(trouble_in_words(found))
    rows = [
        (
            shown.day(one.facts.on_date),
            one.team,
            one.commune,
            "" if one.facts.wave is None else f"đợt {one.facts.wave}",
            f"{one.facts.people} người",
            f"{one.facts.km} km",
            "; ".join(f"lưu ý: {words}" for words in warned.get(one.id, [])),
        )
        for one in trips.trips_of(books, campaign.id)
    ]
    return shown.table(rows) or [
        f"{campaign.plan.name}: chưa có chuyến đi. Ghi: gandan campaign trips TÊN write --help"
    ]


def _write(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    facts = TripFacts(
        team_id=teams.team_named(books, campaign.id, arguments.team).id,
        commune_id=commune_named(books, arguments.commune).id,
        on_date=arguments.on,
        people=arguments.people,
        km=arguments.km,
        wave=arguments.wave,
    )
    trips.write_trip(books, campaign.id, facts, staff_id)
    return []


def _remove(books: Books, campaign: Campaign, arguments: argparse.Namespace, staff_id: int) -> list[str]:
    team = teams.team_named(books, campaign.id, arguments.team).id
    commune = commune_named(books, arguments.commune).id
    trips.remove_trip(books, campaign.id, team, commune, arguments.on, staff_id)
    return []
