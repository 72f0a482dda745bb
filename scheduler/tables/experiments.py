"""Does reminding work? Which question was registered before the start, and who was drawn for which group?"""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, Numeric, Table, Text

from casework.db.metadata import Instant, metadata

experiment = Table(
    "experiment",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False, unique=True),
    Column("unit", Text, nullable=False),  # scheduler.experiments.Unit: person, commune
    Column("outcome", Text, nullable=False),  # scheduler.experiments.Outcome: payment, appearance, agreement
    Column("held_out_share", Numeric(4, 3), nullable=False),  # of the units
    Column("strata", Text, nullable=False),  # by what the draw is balanced, JSON list
    Column("days", Integer, nullable=False),  # from the start until the outcome is read
    Column("level", Numeric(4, 3), nullable=False),  # of a false alarm that is accepted
    Column("smallest_effect", Numeric(5, 4), nullable=False),  # difference of shares that matters
    Column("baseline", Numeric(5, 4), nullable=False),  # share expected without reminders
    Column("icc", Numeric(5, 4)),  # how alike people of one commune are; none: drawn by person
    Column("power", Numeric(4, 3), nullable=False),  # promised to find it
    Column("seed", BigInteger, nullable=False),  # of the draw, so that anybody can repeat it
    Column("registered_by", ForeignKey("staff.id"), nullable=False),
    Column("registered_at", Instant, nullable=False),
    Column("drawn_at", Instant),  # when the groups were drawn: at the approval of the campaign
    Column("excluded", Text, nullable=False, server_default="{}"),  # at the draw: reason -> how many people, JSON
    Column("looks", Integer, nullable=False, server_default="0"),  # how often the result was looked at before its end
    CheckConstraint("held_out_share > 0 AND held_out_share < 1", name="share"),
    CheckConstraint("level > 0 AND level < 0.5 AND power > 0 AND power < 1", name="promises"),
    CheckConstraint("baseline > 0 AND baseline < 1", name="baseline"),
)

experiment_unit = Table(  # everybody who takes part, kept as drawn: counted so whatever happens afterwards
    "experiment_unit",
    metadata,
    Column("experiment_id", ForeignKey("experiment.id"), primary_key=True),
    Column("party_id", ForeignKey("party.id"), primary_key=True),
    Column("cluster_id", ForeignKey("commune.id")),  # the commune that was drawn; none: drawn by person
    Column("stratum", Text, nullable=False),
    Column("arm", Text, nullable=False),  # scheduler.experiments.Arm: reminded, held_out
    sqlite_with_rowid=False,  # the key is the table: what refers by it is found in one search
)
