"""The casework cupboard's tables: whole cases, workers' accounts, who is tied to whom."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, LargeBinary, String, Table, false, true

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
worker = Table(
    "worker",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("sign_in", String(80), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("passphrase", String(200)),
    Column("failures", Integer, nullable=False),
    Column("wait_until", Moment),
    Column("made_at", Moment, nullable=False),
    Column("left_at", Moment),
    Column("totp", LargeBinary),
    Column("totp_step", Integer),
    Column("totp_failures", Integer, nullable=False, server_default="0"),
    Column("totp_wait_until", Moment),
    Column("subject", String(40), unique=True),
    Column("seen_at", Moment),
)
recovery = Table(
    "recovery",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("worker_id", String(40), ForeignKey("worker.id"), nullable=False, index=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("code_hash", String(200), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
)
way_in = Table(
    "way_in",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("worker_id", String(40), ForeignKey("worker.id"), nullable=False, index=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)
session = Table(
    "session",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("worker_id", String(40), ForeignKey("worker.id"), nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("proved", Boolean, nullable=False, server_default=true()),
    Column("by_provider", Boolean, nullable=False, server_default=false()),
    Column("fresh_until", Moment),
    Column("beside", String(40)),
)
child_case = Table(
    "child_case",
    metadata,
    Column("ref", String(80), primary_key=True),
    Column("key_id", String(40), ForeignKey("data_key.id"), nullable=False),
    Column("area", String(41), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("ended_at", Moment),
)
case_revision = Table(
    "case_revision",
    metadata,
    Column("ref", String(80), ForeignKey("child_case.ref"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("origin", String(10), nullable=False),
    Column("worker_id", String(40), ForeignKey("worker.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
)
allocation = Table(
    "allocation",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("ref", String(80), ForeignKey("child_case.ref"), nullable=False, index=True),
    Column("worker_id", String(40), ForeignKey("worker.id"), nullable=False, index=True),
    Column("tie", String(20), nullable=False),
    Column("team_ref", String(80)),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment),
)
publication = Table(
    "publication",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("ref", String(80), ForeignKey("child_case.ref"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("worker_id", String(40), ForeignKey("worker.id"), nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("done_at", Moment),
)
decision = Table(
    "decision",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("ref", String(80), ForeignKey("child_case.ref"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("worker_id", String(40), ForeignKey("worker.id"), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
)
legal_hold = Table(
    "legal_hold",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("ref", String(80), ForeignKey("child_case.ref"), nullable=False, index=True),
    Column("worker_id", String(40), ForeignKey("worker.id"), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("review_on", Date, nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment),
)
tally = tally_table(metadata)
audit = audit_table(metadata)
