"""The tables. Answers, submissions and consents are append-only; the other tables hold the current state."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.database.sqlite_types import METADATA, UtcMoment

metadata = METADATA

units = Table(
    "units",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent_id", ForeignKey("units.id"), index=True),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("traits", JSON, nullable=False, server_default=text("'{}'")),
)

unit_spans = Table(
    "unit_spans",
    metadata,
    Column("unit_id", ForeignKey("units.id"), primary_key=True),
    Column("since", Date, primary_key=True),
    Column("until", Date, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent_id", ForeignKey("units.id"), index=True),
)
"""The history of a unit's name, kind and parent in time spans: each day falls into exactly one span per unit.

`units` repeats the last span. The first span begins at `date.min` and the last ends at `date.max`, so that a report
finds its unit's name and place on any day. Only `units` says how long a unit exists.
"""

unit_successions = Table(
    "unit_successions",
    metadata,
    Column("old_id", ForeignKey("units.id"), primary_key=True),
    Column("new_id", ForeignKey("units.id"), primary_key=True, index=True),
    Column("on_day", Date, primary_key=True),
)
"""Which unit succeeded which, and from which day on."""

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False, server_default=text("'vi'")),
    Column("snoozed_until", UtcMoment),
    Column("phone_hash", Text, index=True),
    Column("digest_channel", Text),
)

roles = Table(
    "roles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("since", UtcMoment, nullable=False),
    Column("until", UtcMoment),
    Column("suspended_at", UtcMoment),
    UniqueConstraint("person_id", "unit_id", "kind"),
)
"""A role is active from `since` on, unless it has ended (`until`) or is suspended."""

accounts = Table(
    "accounts",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("joined_at", UtcMoment, nullable=False),
    Column("notice", Text, nullable=False),
    Column("blocked_at", UtcMoment),
    Column("last_used_at", UtcMoment),
    Column("name", Text),
)
"""`name` is the account's display name on the channel at the time of joining."""

invitations = Table(
    "invitations",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("units.id")),
    Column("kind", Text),
    Column("expires_at", UtcMoment, nullable=False),
    Column("used_at", UtcMoment),
)
"""Invitation codes, hashed. Unit and kind identify the role of the person for which the code was issued."""

wrong_codes = Table(
    "wrong_codes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcMoment, nullable=False, index=True),
)
"""Failed code attempts of all chats, kept for as long as they count towards the guessing limit."""

forms = Table(
    "forms",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("form_id", Text, nullable=False),
    Column("filename", Text, nullable=False),
    Column("workbook", LargeBinary, nullable=False),
    Column("stored_at", UtcMoment, nullable=False),
)

form_files = Table(
    "form_files",
    metadata,
    Column("form_hash", ForeignKey("forms.hash"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""The files beside a form's workbook: choice lists as CSV."""

letters = Table(
    "letters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("number", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("due_printed", Date, nullable=False),
    Column("due_inclusive", Boolean, nullable=False),
    Column("opened_at", UtcMoment, nullable=False),
    UniqueConstraint("unit_id", "number", "period"),
)
"""The letters that ask for reports. A letter groups rounds of one period with one deadline."""

rounds = Table(
    "rounds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("form_hash", ForeignKey("forms.hash"), nullable=False),
    Column("form_id", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("period_start", Date, nullable=False),
    Column("units_on", Date, nullable=False, server_default=text("'9999-12-31'")),
    Column("due_printed", Date, nullable=False),
    Column("due_inclusive", Boolean, nullable=False),
    Column("opened_at", UtcMoment, nullable=False),
    Column("closed_at", UtcMoment),
    Column("letter_id", ForeignKey("letters.id"), index=True),
    UniqueConstraint("unit_id", "form_id", "period"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("rounds.id"), nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("due_printed", Date),
    Column("due_inclusive", Boolean),
    UniqueConstraint("round_id", "unit_id"),
)
"""One unit's part in a round. Its own deadline, if set, overrides the round's."""

answers = Table(
    "answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("value", Text),
    Column("absence", Text),
    Column("person_id", ForeignKey("people.id"), index=True),
    Column("at", UtcMoment, nullable=False),
    CheckConstraint("(value IS NULL) <> (absence IS NULL)", name="value_or_absence"),
    Index("ix_answers_report_id_path_id", "report_id", "path", "id"),
    sqlite_autoincrement=True,  # ids are never reused: the highest id is the newest answer
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False, index=True),
    Column("path", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("person_id", ForeignKey("people.id"), index=True),
    Column("at", UtcMoment, nullable=False),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("on_time", Boolean, nullable=False),
    Column("person_id", ForeignKey("people.id"), index=True),
    Column("last_answer_id", Integer, nullable=False),
    UniqueConstraint("report_id", "number"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("updated_at", UtcMoment, nullable=False),
)

updates = Table(
    "updates",
    metadata,
    Column("key", Text, primary_key=True),
    Column("at", UtcMoment, nullable=False, index=True),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("failure", Text, nullable=False),
    Column("trace", Text, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("replayed_at", UtcMoment),
    Index("ix_dead_letters_channel_address", "channel", "address"),
    Index(
        "ix_dead_letters_waiting",
        "id",
        sqlite_where=text("replayed_at IS NULL"),
        postgresql_where=text("replayed_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)


audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcMoment, nullable=False, index=True),
    Column("deed", Text, nullable=False),
    Column("person_id", Integer, index=True),
    Column("subject_id", Integer, index=True),
    Column("unit_id", Integer, index=True),
    Column("round_id", Integer, index=True),
    Column("report_id", Integer, index=True),
    Column("detail", JSON, nullable=False, server_default=text("'{}'")),
    sqlite_autoincrement=True,
)
"""Who did what, to whom, and when. Triggers reject updates and deletes.

There are no foreign keys, because the rows that an entry names may be deleted later. People appear by id only, so
erasing a person changes nothing here.
"""

deletions = Table(
    "deletions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("rounds.id", ondelete="SET NULL"), index=True),
    Column("person_id", ForeignKey("people.id"), index=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("proposed_by", ForeignKey("people.id"), nullable=False),
    Column("proposed_at", UtcMoment, nullable=False),
    Column("expires_at", UtcMoment, nullable=False),
    Column("settled_at", UtcMoment),
    sqlite_autoincrement=True,
)
"""Proposed deletions of a round or a person. A second administrator has to confirm each."""

consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("notice", Text, nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("at", UtcMoment, nullable=False),
)
"""Who accepted or withdrew which version of the privacy notice. No addresses: the rows remain after an erasure."""

group_chats = Table(
    "group_chats",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("since", UtcMoment, nullable=False),
)
"""The group chats that receive a unit's digests. A group's permission ends with the role of its administrator."""

erasures = Table(
    "erasures",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("at", UtcMoment, nullable=False),
    Column("asked", Text, nullable=False),
    Column("scrubbed_at", UtcMoment),
)
"""Erased people and how each was requested (`chat`, `paper`, `retention`); `scrubbed_at`: no byte is left on disk."""

links = Table(
    "links",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("delivery", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("filename", Text, nullable=False),
    Column("expires_at", UtcMoment, nullable=False, index=True),
    Column("once", Boolean, nullable=False),
)
"""File links: the hash of the token, and the order that is carried out when the link is opened."""


begun_steps = Table(
    "begun_steps",
    metadata,
    Column("key", Text, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("at", UtcMoment, nullable=False, index=True),
)
"""Updates whose steps began, and how often without ending. Used on PostgreSQL only."""


outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("due_at", UtcMoment, nullable=False),
    Column("delivery", Text, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'queued'")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("parts", Integer, nullable=False, server_default=text("0")),
    Column("failing_since", UtcMoment),
    Column("until", UtcMoment),
    Column("settled_at", UtcMoment),
    Column("message", Text),
    Column("error", Text),
    Column("retry_at", UtcMoment),
    Index(
        "ix_outbox_queued",
        "due_at",
        "priority",
        "id",
        sqlite_where=text("state = 'queued'"),
        postgresql_where=text("state = 'queued'"),
    ),
    Index(
        "ix_outbox_strangers",
        "id",
        sqlite_where=text("state = 'queued' AND priority = 3"),
        postgresql_where=text("state = 'queued' AND priority = 3"),
    ),
    Index(
        "ix_outbox_retried",
        "retry_at",
        sqlite_where=text("state = 'queued' AND retry_at IS NOT NULL"),
        postgresql_where=text("state = 'queued' AND retry_at IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)
