"""A strict stand-in for the Telegram Bot API: the field list decides what is right, the chats it keeps are the truth."""

from tests.fakes.bot_api.faults import Fault, Trouble
from tests.fakes.bot_api.pace import Pace, busiest_second, smallest_gap
from tests.fakes.bot_api.server import TOKEN, FakeBotApi
from tests.fakes.bot_api.world import Call, Standing

__all__ = ["TOKEN", "Call", "FakeBotApi", "Fault", "Pace", "Standing", "Trouble", "busiest_second", "smallest_gap"]
