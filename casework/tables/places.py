"""Which provinces and communes are there since 1/7/2025, and which old names do people still say?"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Table, Text

from casework.db.metadata import metadata

province = Table(
    "province",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
)

commune = Table(
    "commune",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False, unique=True),
    Column("province_id", ForeignKey("province.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),  # xã, phường, đặc khu
    Column("name", Text, nullable=False),  # with its kind: "xã Vĩnh Thanh"
    Column("folded", Text, nullable=False, index=True),  # without its kind, for search
)

former_commune = Table(
    "former_commune",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("commune_id", ForeignKey("commune.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("district", Text, nullable=False),
    Column("district_folded", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("province_folded", Text, nullable=False),
    Column("partly", Boolean, nullable=False),  # only a part of the old commune went there: ask, never guess
    Index("ix_former_commune_lookup", "folded", "district_folded"),
)
