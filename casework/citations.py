"""Where in the law does a figure or a day come from?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

CIVIL_CODE = "91/2015/QH13"
ENFORCEMENT_LAW = "106/2025/QH15"  # in force since NEW_LAW_FROM
OLD_ENFORCEMENT_LAW = "26/2008/QH12"  # dead since 1/7/2026, but for what was closed before (106/2025/QH15 Đ.116)
ENFORCEMENT_DECREE = "152/2026/NĐ-CP"  # its details, in force since the same day
NEW_LAW_FROM = date(2026, 7, 1)  # 106/2025/QH15 Đ.115.1; the enforcement decree began on the same day
RECEPTION_LAW = "42/2013/QH13"  # on receiving citizens, as changed by 136/2025/QH15
RECEPTION_DECREE = "154/2026/NĐ-CP"  # its details, in force since 1/7/2026
DATA_LAW = "91/2025/QH15"  # on personal data, in force since 1/1/2026
DATA_DECREE = "356/2025/NĐ-CP"  # its details, in force since the same day
FEE_CIRCULAR = "216/2016/TT-BTC"  # written for the law before; whether it still rules the fee is open
MINIMUM_WAGE_DECREE = "293/2025/NĐ-CP"  # minimum wages by region since 1/1/2026
BASE_SALARY_DECREE = "161/2026/NĐ-CP"  # the base salary (lương cơ sở) since 1/7/2026


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Citation:
    """A place in a law or decree, by its number: article (điều), clause (khoản), point (điểm); no article: all of it."""

    law: str
    article: str = ""
    clause: str | None = None
    point: str | None = None

    def __str__(self) -> str:
        """As officials write it: ``khoản 1 Điều 36, 106/2025/QH15``."""
        point = f"điểm {self.point} " if self.point else ""
        clause = f"khoản {self.clause} " if self.clause else ""
        return f"{point}{clause}Điều {self.article}, {self.law}" if self.article else self.law
