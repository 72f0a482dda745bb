"""What have people asked an officer, what was said on both sides, and what became an explanation?"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from casework.db.metadata import Instant, metadata

question = Table(
    "question",  # a thread: one matter of one chat
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("party_id", ForeignKey("party.id"), index=True),
    Column("state", Text, nullable=False),  # casework.questions.State
    Column("reference", Text, nullable=False, unique=True),
    Column("asked_at", Instant, nullable=False),
    Column("kind", Text, nullable=False, server_default="question"),  # casework.questions.Kind
    Column("intent", Text),  # as the understanding guessed them
    Column("topic", Text),
    Column("decision_id", ForeignKey("decision.id"), index=True),  # what it is about, chosen or the only one
    Column("seen", Text),  # the name of the explanation or screen shown just before; never its words
    Column("officer_id", ForeignKey("staff.id"), index=True),  # who takes it; none: the office's queue
    Column("office_id", ForeignKey("regional_office.id")),  # whose queue; none: the agency's
    Column(
        "unanswered", Integer, nullable=False, server_default=text("1")
    ),  # what the person said since an officer did
    Column("waiting_since", Instant),  # none: it does not wait for an officer
    Column("promised_on", Date),  # the last day of the time that was named to the person
    Column("closed_at", Instant),
    Column("closed_by", ForeignKey("staff.id")),  # none: the person
    Index("ix_question_waiting", "state", "waiting_since"),
)

question_entry = Table(
    "question_entry",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("question_id", ForeignKey("question.id"), nullable=False, index=True),
    Column("act", Text, nullable=False),  # casework.threads.Act
    Column("text_sealed", LargeBinary, nullable=False),  # bound to the thread and to the side that speaks
    Column("staff_id", ForeignKey("staff.id")),  # none: the person
    Column("law", Text),  # the explanation that was inserted, "name v2"
    Column("at", Instant, nullable=False),
)

proposal = Table(
    "proposal",  # an explanation made from an officer's answer
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("question_id", ForeignKey("question.id"), nullable=False, index=True),
    Column("name", Text, nullable=False, unique=True),  # "GT-7K2Q9D"
    Column("topic", Text, nullable=False),
    Column("citations", Text, nullable=False),  # "L25:36.1 ND152:51.1"
    Column("content_sealed", LargeBinary, nullable=False),  # title, sentences and asked words, as JSON
    Column("state", Text, nullable=False, index=True),  # casework.proposals.State
    Column("proposed_by", ForeignKey("staff.id"), nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("decided_by", ForeignKey("staff.id")),
    Column("decided_at", Instant),
    Column("note_sealed", LargeBinary),  # why it was returned
    Column("withdrawn_by", ForeignKey("staff.id")),
    Column("withdrawn_at", Instant),
    CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_people"),
)
