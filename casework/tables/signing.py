"""How do members of staff sign in to their pages? Nothing here opens anything by itself: hashes, keyed prints, sealed secrets."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, Table, Text

from casework.db.metadata import Instant, metadata

staff_access = Table(  # what a member of staff signs in with; no row: nothing has ever been set up
    "staff_access",
    metadata,
    Column("staff_id", ForeignKey("staff.id"), primary_key=True, autoincrement=False),
    Column("password_hash", Text),  # Argon2id over a peppered digest; none: to be chosen with a one-time link
    Column("totp_sealed", LargeBinary),  # the secret of the telephone's codes
    Column("totp_confirmed_at", Instant),  # none: nobody has shown yet that the telephone has it
    Column("totp_step", BigInteger),  # the last time step whose code was used: never again
    Column("changed_at", Instant, nullable=False),
)

staff_identity = Table(  # an account at the province's identity provider that opens somebody's pages
    "staff_identity",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, unique=True),
    Column("identity_print", LargeBinary, nullable=False, unique=True),  # keyed: issuer and subject
    Column("called_sealed", LargeBinary, nullable=False),  # what it is called there, for its owner to know it by
    Column("linked_at", Instant, nullable=False),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("code_print", LargeBinary, nullable=False),  # keyed fingerprint
    Column("used_at", Instant),
)

entry_link = Table(  # a one-time link to choose a password and set up the telephone
    "entry_link",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("token_print", LargeBinary, nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),  # used, or another one was made
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("token_print", LargeBinary, nullable=False, unique=True),
    Column("stage", Text, nullable=False),  # casework.signing.sessions.Stage
    Column("device", Text, nullable=False),  # what the browser calls itself, cut
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("replaced_by", BigInteger),  # the session that a code began instead of it
    Column("pressed_print", LargeBinary),  # of the form that carried that code
)

sign_in_try = Table(  # every try, until one succeeds: counted before anything is compared
    "sign_in_try",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("login_print", LargeBinary, nullable=False),  # of the login as typed, known or not
    Column("address_print", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_sign_in_try_login", "login_print", "at"),
    Index("ix_sign_in_try_address", "address_print", "at"),
)

sent_form = Table(  # forms that changed something, until their sessions are long over: each is done once
    "sent_form",
    metadata,
    Column("key_print", LargeBinary, primary_key=True),  # keyed: session, address, the form's own key
    Column("session_id", ForeignKey("staff_session.id"), nullable=False, index=True),
    Column("digest", LargeBinary, nullable=False),  # keyed: what was filled in
    Column("sent_at", Instant, nullable=False, index=True),
    Column("answered_at", Instant),
    Column("place", Text),  # where the answer led
)
