"""Does reminding work? The question is registered before the approval: a group drawn by lot is not reminded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.officers.campaigns import forms
from bot.officers.campaigns.forms import Form, FormWrong
from bot.officers.campaigns.theirs import may_write, theirs
from bot.officers.visit import Visit
from casework.books import Books
from casework.staff import Staff
from scheduler.plans.refusals import CampaignRefused, NotAllowed

if TYPE_CHECKING:
    from scheduler.experiments.registering import Question

FIELDS = ("unit", "outcome", "share", "days", "effect", "power", "do")
_USUAL = {"unit": "person", "outcome": "payment", "share": "20", "days": "60", "effect": "5", "power": "80"}


async def show(visit: Visit) -> web.StreamResponse:
    """What is registered, and the form."""
    facts = await visit.db.read(_facts, visit.who, visit.number("campaign"))
    return visit.page("campaigns/comparison", wrong="", form=forms.Filled(_USUAL), told=(), **facts)


async def save(visit: Visit) -> web.StreamResponse:
    """Register it, take it back, or only say what it would be good for."""
    campaign_id, told = visit.number("campaign"), tuple[str, ...]()
    wrong = ""
    try:
        match visit.form.get("do"):
            case "look":
                told = await visit.db.read(_promised, visit.who, campaign_id, visit.form)
            case "remove":
                await visit.db.write(_withdrawn, visit.who, campaign_id)
            case _:
                told = await visit.db.write(_written, visit.who, campaign_id, visit.form)
    except (FormWrong, CampaignRefused) as refused:
        wrong = str(refused)
    facts = await visit.db.read(_facts, visit.who, campaign_id)
    form = forms.Filled(visit.form if "unit" in visit.form else _USUAL)
    return visit.page("campaigns/comparison", status=422 if wrong else 200, wrong=wrong, form=form, told=told, **facts)


def _facts(books: Books, who: Staff, campaign_id: int) -> dict[str, Any]:
    from bot.cli import experiment_shown
    from scheduler.experiments.rows import find

    campaign = theirs(books, who, campaign_id)
    known = find(books, campaign_id)
    return {
        "campaign": campaign,
        "writable": may_write(books, who, campaign),
        "registered": () if known is None else tuple(experiment_shown.registered(known)),
        "units": {one.value: words for one, words in experiment_shown.UNIT_WORDS.items()},
        "outcomes": {one.value: words for one, words in experiment_shown.OUTCOME_WORDS.items()},
    }


def _promised(books: Books, who: Staff, campaign_id: int, form: Form) -> tuple[str, ...]:
    from bot.cli import experiment_shown
    from scheduler.experiments import registering

    theirs(books, who, campaign_id)
    question = _question(form)
    assumed, found = registering.look_ahead(books, campaign_id, question)
    return tuple(experiment_shown.promised(assumed, found, question.unit, question.power))


def _written(books: Books, who: Staff, campaign_id: int, form: Form) -> tuple[str, ...]:
    from bot.cli import experiment_shown
    from scheduler.experiments import registering

    _may_write(books, who, campaign_id)
    question = _question(form)
    assumed, found = registering.register(books, campaign_id, question, who.id)
    return tuple(experiment_shown.promised(assumed, found, question.unit, question.power))


def _withdrawn(books: Books, who: Staff, campaign_id: int) -> None:
    from scheduler.experiments import registering

    _may_write(books, who, campaign_id)
    registering.withdraw(books, campaign_id, who.id)


def _may_write(books: Books, who: Staff, campaign_id: int) -> None:
    if not may_write(books, who, theirs(books, who, campaign_id)):
        raise NotAllowed("Chỉ người lập đợt hoặc lãnh đạo phụ trách được đăng ký so sánh. Hãy nhờ người đó.")


def _question(form: Form) -> Question:
    from scheduler.experiments.facts import Outcome, Unit
    from scheduler.experiments.registering import Question

    share, effect = forms.share(form, "share", "Phần chưa nhắc"), forms.share(form, "effect", "Chênh lệch")
    power, days = forms.share(form, "power", "Khả năng thấy"), forms.whole(form, "days", "Số ngày theo dõi")
    if share is None or effect is None or days is None:
        raise FormWrong("Thiếu phần chưa nhắc, số ngày theo dõi hoặc chênh lệch cần thấy. Hãy ghi đủ ba ô.")
    return Question(
        unit=Unit(forms.chosen(form, "unit", list(Unit)) or Unit.PERSON),
        outcome=Outcome(forms.chosen(form, "outcome", list(Outcome)) or Outcome.PAYMENT),
        per_mille=round(share * 1000),
        days=days,
        smallest_effect=effect,
        power=0.8 if power is None else power,
    )
