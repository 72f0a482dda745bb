"""What the officers' pages say: each sentence in both languages, none missing, none over."""

from __future__ import annotations

import re
from pathlib import Path

from bot.officers import trail_pages
from bot.officers.campaigns.overview import DONE as CAMPAIGN_DONE
from bot.officers.inbox.reading import DONE
from bot.officers.receptions.moving import WAYS
from bot.officers.rendering import HERE, words
from bot.officers.reports.exporting import FORMS
from bot.officers.safety.waiting import ROOMS as SAFETY_ROOMS
from bot.officers.texts import law_list, text_list, text_page
from casework import breaches, data_request_kinds
from casework.alerts import Outcome
from casework.audit import Action
from casework.proposals import State as Proposed
from casework.question_desk import Closed
from casework.question_inbox import Show
from casework.question_rows import Act, Kind, State
from casework.reception_answers import Owes
from casework.receptions import DayWarning
from casework.repairs import Why
from casework.results.grouping import By
from casework.scope import May
from casework.signing import passwords
from casework.staff import Role
from casework.targets import Measure
from messages import library
from messages.contents import campaign_texts
from messages.desk_answers import READY, Room
from messages.law_file import ADVICE, HOUSE
from messages.library import Kind as TextKind
from messages.office_texts import State as TextState
from messages.provisions import Mark
from messages.samples import PEOPLE
from scheduler.guards.breaker import Standing
from scheduler.guards.stopping import Reason
from scheduler.plans.reception_days import Mind as ForCampaign
from scheduler.plans.steering import Act as Steered
from scheduler.steps.step import Status
from tests.officers.words_of_cases import OF_CASES
from tests.officers.words_of_own_data import OF_OWN_DATA

ALSO = {
    "frame.saved",
    "frame.confirmed",
    "ago.days",
    "ago.hours",
    "ago.moment",
    *(f"roles.{one.value}" for one in Role),
    *(f"rooms.{one.value}" for one in May),
    *(f"trail_acts.{one.value}" for one in Action),
    *(f"trail_things.{one}" for one in trail_pages.THINGS),
    *(
        key for key in words("vi") if key.startswith("trail_codes.")
    ),  # those that there are: tests/officers/test_trail_page.py
    *(f"kinds.{one.value}" for one in Kind),
    *(f"failing.{one.value}" for one in Why),
    *(f"receptions_do.{way}" for way in WAYS),
    *(f"receptions_mind.{one.value}" for one in DayWarning),
    *(f"receptions_mind.{one.value}" for one in ForCampaign),
    *(f"receptions_given.{one.value}" for one in Owes),
    *(f"receptions_weekdays.{at}" for at in range(7)),
    *(f"inbox_show.{one.value}" for one in Show),
    *(f"inbox_none.{one.value}" for one in Show),
    *(f"inbox_state.{one.value}" for one in State),
    *(f"inbox_act.{one.value}" for one in Act),
    *(f"inbox_room.{one.value}" for one in Room if one is not Room.OPEN),
    *(f"inbox_ready.{name}" for name in READY),
    *(f"inbox_outcome.{one.value}" for one in Outcome),
    *(f"inbox_close.{one.value}" for one in Closed),
    *(f"inbox_proposal.{one.value}" for one in Proposed),
    *(f"inbox_done.{key}" for key in DONE),
    *(f"campaign_acts.{one.value}" for one in Steered),
    *(f"campaigns_done.{one}" for one in CAMPAIGN_DONE),
    *(f"campaign_texts.{key}" for key in campaign_texts()),
    *OF_CASES,
    *(f"stop_reason.{one.value}" for one in Reason),
    *(f"safety_about.{room}" for room in (*(one.value for one in SAFETY_ROOMS), "audit", "staff")),
    *(f"standing.{one.value}" for one in Standing),
    *(f"unreached_do.{one.value}" for one in Why),
    *(f"data_kind.{one.value}" for one in data_request_kinds.Kind),
    *(f"data_how.{one.value}" for one in data_request_kinds.How),
    *(f"data_identity.{one.value}" for one in data_request_kinds.Identity),
    *(f"data_state.{one.value}" for one in data_request_kinds.State if one.value != "open"),
    *(f"data_ground.{one.value}" for one in data_request_kinds.Ground),
    *(f"breach_entry.{one.value}" for one in breaches.Entry),
    *(f"breach_whom.{one.value}" for one in breaches.Whom),
    *OF_OWN_DATA,
    *(f"text_states.{one}" for one in (*text_list.STATES, *(state.value for state in TextState))),
    *(f"text_states.{one}" for one in (text_page.EXPIRED, text_page.TO_COME, text_page.OLDER)),
    *(f"text_kinds.{one.value}" for one in TextKind),
    *(f"text_topics.{one}" for one in library.topics()),
    *(f"text_people.{one.key}" for one in PEOPLE),
    *(f"text_campaigns.{one.value}" for one in Status),
    *(f"law_states.{one}" for one in law_list.STATES),
    *(f"law_marks.{one}" for one in (*(mark.value for mark in Mark), HOUSE, ADVICE)),
    *(f"law_parts.{one}" for one in ("short", "long", "not_mean")),
    *(f"report_measures.{one.value}" for one in Measure),
    *(f"report_periods.{key}" for key in ("year", "quarter", "month", "campaign")),
    *(f"report_groups.{one.value}" for one in By if one is not By.DECISION),
    *(f"report_files.{key}" for key in FORMS),
    *(f"password.{key}" for key in ("too_short", "too_long", "too_easy")),
}
ASKED = re.compile(r"\"((?:[a-z_]+)\.(?:[a-z_]+))\"")


def blanks(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def test_both_languages_say_the_same_things_with_the_same_blanks() -> None:
    vi, en = words("vi"), words("en")
    assert vi.keys() == en.keys()
    assert {key for key in vi if blanks(vi[key]) != blanks(en[key])} == set()
    assert passwords.SHORTEST == 12, "the sentences name it"


def test_every_sentence_that_is_asked_for_is_there_and_none_lies_about() -> None:
    sources = sorted((*HERE.rglob("*.py"), *(HERE / "templates").rglob("*.html")))
    told = "\n".join(Path(path).read_text("utf-8") for path in sources)
    asked = {
        key for key in ASKED.findall(told) if key.partition(".")[0] in {one.partition(".")[0] for one in words("vi")}
    }
    asked |= {f"refused.{key}" for key in re.findall(r"TurnedAway\(\d+, \"(\w+)\"\)", told)} | {
        "refused.missing",
        "refused.takes_a_form",
    }
    assert asked - words("vi").keys() == set()
    assert ALSO - words("vi").keys() == set()
    assert words("vi").keys() - asked - ALSO == set()
