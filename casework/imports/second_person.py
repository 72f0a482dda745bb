"""Which lists are not written unless somebody else agrees, and what is said then?"""

from __future__ import annotations

from casework.imports.differences import Difference


class ImportRefused(Exception):
    """The list is not written, or not taken back; the message is for whoever asked."""


class SecondPersonNeeded(ImportRefused):
    """The list closes, lowers or leaves out so many live decisions that somebody else has to agree. ``difference`` says what."""

    def __init__(self, difference: Difference) -> None:
        said = (
            f"Danh sách này kết thúc {difference.closing} việc và giảm số tiền của {difference.lowering} việc, "
            f"hơn 5% trong {difference.live} việc đang theo dõi."
        )
        if difference.seems_cut:
            said = (
                f"Danh sách này không có {difference.gone} trong {difference.live} việc đang theo dõi, có thể bị thiếu; "
                f"kết thúc {difference.closing} việc và giảm số tiền của {difference.lowering} việc."
            )
        super().__init__(f"{said} Hãy nhờ một người khác kiểm tra và duyệt.")
        self.difference = difference
