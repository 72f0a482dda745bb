"""Who are the parties? Everything that names a person is sealed; what remains clear says nothing about them."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, LargeBinary, Table, Text, text

from casework.db.metadata import Instant, metadata

party = Table(
    "party",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),  # casework.people.PartyKind
    Column("name_sealed", LargeBinary, nullable=False),
    Column("identity_sealed", LargeBinary),  # số định danh / CCCD; none for organisations and unknown persons
    Column("identity_print", LargeBinary, unique=True),  # keyed fingerprint, for exact look-up
    Column("name_print", LargeBinary, nullable=False, index=True),  # of the folded name; organisations are found by it
    Column("birth_year_sealed", LargeBinary),
    Column("phone_sealed", LargeBinary),
    Column("phone_print", LargeBinary, index=True),
    Column("address_sealed", LargeBinary),
    Column("commune_id", ForeignKey("commune.id")),
    Column("deceased", Boolean, nullable=False, server_default=text("false")),
    Column("in_prison", Boolean, nullable=False, server_default=text("false")),
    Column("changed_at", Instant, nullable=False),
)

party_event = Table(  # a queue: what changed about a party and no plan has been brought in line with yet
    "party_event",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("party_id", BigInteger, nullable=False),  # no reference: it outlives nothing and holds nobody
    Column("kind", Text, nullable=False),  # casework.party_events.PartyEvent
)

name_word = Table(  # who has which word in their name: casework.name_words; without the key nobody's name can be put together from it
    "name_word",
    metadata,
    Column("print", LargeBinary, primary_key=True),  # keyed fingerprint of a folded word
    Column("ref", LargeBinary, primary_key=True),  # the party, enciphered together with the word
    sqlite_with_rowid=False,
)
