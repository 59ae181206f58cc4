"""The family cupboard's tables. Rows that a person may see lead with that person's id.

Free text and names are sealed (`store.crypto`); what stands open are ids, states and days.
Families never touch these tables: `policy.py` beside this one says through which windows they look.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
    true,
)

from portal.store.audit import audit_table
from portal.store.columns import Moment, new_metadata
from portal.store.tally import tally_table

metadata = new_metadata()

data_key = Table(
    "data_key",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("wrapped", LargeBinary),
    Column("made_at", Moment, nullable=False),
    Column("destroyed_at", Moment),
)
person = Table(
    "person",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("child_id", String(40), ForeignKey("data_key.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("area", String(41), nullable=False),
    Column("language", String(20), nullable=False),
    Column("easy_read", Boolean, nullable=False),
    Column("circle", LargeBinary, nullable=False),
    Column("door_open", Boolean, nullable=False),
    Column("shut_because", String(20)),
    Column("calendar_since", Moment),
    Column("reads_back", Boolean, nullable=False, server_default=true()),
    Column("drafts_gone_at", Moment),
    Column("changed_at", Moment, nullable=False),
)
account = Table(
    "account",
    metadata,
    Column("person_id", String(40), ForeignKey("person.id"), primary_key=True),
    Column("sign_in", String(40), nullable=False, unique=True),
    Column("sign_in_shown", LargeBinary, nullable=False),
    Column("passphrase", String(200), nullable=False),
    Column("made_words", Boolean, nullable=False),
    Column("own_phone", Boolean, nullable=False),
    Column("confirmed_at", Moment),
    Column("failures", Integer, nullable=False),
    Column("wait_until", Moment),
    Column("made_at", Moment, nullable=False),
    Column("renewed_at", Moment),
    Column("seen_at", Moment),
)
device = Table(
    "device",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("person_id", String(40), ForeignKey("person.id"), nullable=False, index=True),
    Column("failures", Integer, nullable=False),
    Column("wait_until", Moment),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
)
invitation = Table(
    "invitation",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("person_id", String(40), ForeignKey("person.id"), nullable=False, index=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("code_hash", String(200), nullable=False),
    Column("take_home", Boolean, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("ended_at", Moment),
    Column("ended_because", String(20)),
    Column("agreed", LargeBinary),
    Column("number", Integer),
    Column("matched_at", Moment),
    Column("spoken", String(200)),
    Column("spoken_tries", Integer, nullable=False, server_default="0"),
    Column("spoken_at", Moment),
    Column("finished_at", Moment),
)
session = Table(
    "session",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("person_id", String(40), ForeignKey("person.id"), nullable=False, index=True),
    Column("child_id", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("joining", String(40)),
    Column("confirmed", Boolean, nullable=False),
    Column("own_phone", Boolean, nullable=False),
    Column("companion", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("fresh_until", Moment),
    Column("ended_at", Moment),
    Column("ended_another", Boolean, nullable=False, server_default=false()),
    Column("wrong_before", Integer, nullable=False, server_default="0"),
    Column("hidden_at", Moment),
    Column("sitting_id", String(40)),
)
sitting = Table(
    "sitting",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("person_id", String(40), ForeignKey("person.id"), nullable=False, index=True),
    Column("child_id", String(40), ForeignKey("data_key.id"), nullable=False),
    Column("code", String(40), nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("ended_at", Moment),
)
edition = Table(
    "edition",
    metadata,
    Column("person_id", String(40), ForeignKey("person.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("child_id", String(40), ForeignKey("data_key.id"), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("language", String(20), nullable=False),
    Column("published_at", Moment, nullable=False),
)
withdrawal = Table(
    "withdrawal",
    metadata,
    Column("person_id", String(40), ForeignKey("person.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("withdrawn_at", Moment, nullable=False),
)
receipt = Table(
    "receipt",
    metadata,
    Column("person_id", String(40), ForeignKey("person.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("read_at", Moment, nullable=False),
)
message = Table(
    "message",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("person_id", String(40), ForeignKey("person.id"), nullable=False),
    Column("child_id", String(40), ForeignKey("data_key.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("about", String(40), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("seen_at", Moment),
    Column("answer", LargeBinary),
    Column("answered_at", Moment),
    Index("ix_message_person_id_about", "person_id", "about"),
)
notice = Table(
    "notice",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("language", String(20), nullable=False),
    Column("words", String(8000), nullable=False),
)
sheet = Table(
    "sheet",
    metadata,
    Column("person_id", String(40), ForeignKey("person.id"), primary_key=True),
    Column("set_id", String(40), primary_key=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("child_id", String(40), ForeignKey("data_key.id"), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("notice_sha256", String(64), ForeignKey("notice.sha256")),
    Column("made_at", Moment, nullable=False),
)
answer = Table(
    "answer",
    metadata,
    Column("person_id", String(40), primary_key=True),
    Column("sheet_id", String(40), ForeignKey("sheet.id"), primary_key=True),
    Column("question", String(60), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("message", String(40), nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("saved_at", Moment, nullable=False),
)
late_words = Table(
    "late_words",
    metadata,
    Column("person_id", String(40), ForeignKey("person.id"), primary_key=True),
    Column("sheet_id", String(40), ForeignKey("sheet.id"), primary_key=True),
    Column("question", String(60), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("held_at", Moment, nullable=False),
)
shared = Table(
    "shared",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("person_id", String(40), ForeignKey("person.id"), nullable=False),
    Column("child_id", String(40), ForeignKey("data_key.id"), nullable=False, index=True),
    Column("sheet_id", String(40), ForeignKey("sheet.id"), nullable=False),
    Column("question", String(60), nullable=False),
    Column("topic", String(40), nullable=False),
    Column("place", Integer, nullable=False),
    Column("worker", String(80), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("notice_sha256", String(64), ForeignKey("notice.sha256"), nullable=False),
    Column("shared_at", Moment, nullable=False),
    Column("taken_back_at", Moment),
    Column("opened_at", Moment),
    Column("read_at", Moment),
    Column("read_by", LargeBinary),
    Column("recorded_at", Moment),
    Column("recorded_by", LargeBinary),
    Column("asks", Boolean, nullable=False, server_default=false()),
    Column("task", String(20)),
    Column("scale", String(40)),
    Index("ix_shared_person_id_shared_at", "person_id", "shared_at"),
)
opened_to = Table(
    "opened_to",
    metadata,
    Column("person_id", String(40), ForeignKey("person.id"), primary_key=True),
    Column("shared_id", String(40), ForeignKey("shared.id"), primary_key=True),
    Column("passed_on_at", Moment),
    UniqueConstraint("shared_id", "person_id"),
)
reason = Table(
    "reason",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("shared_id", String(40), ForeignKey("shared.id"), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("given_at", Moment, nullable=False),
)
opening = Table(
    "opening",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("shared_id", String(40), ForeignKey("shared.id"), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("opened_at", Moment, nullable=False),
)
outcome = Table(
    "outcome",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("shared_id", String(40), ForeignKey("shared.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("said_at", Moment, nullable=False),
)
task_done = Table(
    "task_done",
    metadata,
    Column("shared_id", String(40), ForeignKey("shared.id"), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("done_at", Moment, nullable=False),
)
translation = Table(
    "translation",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("shared_id", String(40), ForeignKey("shared.id"), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("added_by", LargeBinary, nullable=False),
    Column("added_at", Moment, nullable=False),
)
scale_opened = Table(
    "scale_opened",
    metadata,
    Column("child_id", String(40), ForeignKey("data_key.id"), primary_key=True),
    Column("scale", String(40), primary_key=True),
    Column("opened_at", Moment, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
tally = tally_table(metadata)
audit = audit_table(metadata)
