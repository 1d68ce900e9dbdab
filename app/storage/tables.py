"""The tables of ``db/schema.sql`` as SQLAlchemy Core sees them; private to storage.

``tests/architecture/test_schema.py`` holds them against the file. Each writing helper knows a record
table by its ``revision`` column and an append-only one by its absence.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, String, Table, UniqueConstraint

from app.model import codes
from app.storage.columns import Code, Day, JsonMap, JsonTuple, UtcInstant

metadata = MetaData()

CODE_TABLES = (
    "notifier_type", "request_kind", "comensha_state", "sector", "municipality", "legal_regime", "residence_status",
    "gender", "parental_authority", "phase", "track_kind", "track_status", "contact_kind", "safe_contact",
    "consent_purpose", "consent_kind", "consent_form", "consent_giver", "scope", "route", "referral_status",
    "rejection_reason", "closure_reason", "handed_over", "citizenship", "language",
)  # fmt: skip

APPEND_ONLY = (
    "consent_event",
    "retraction",
    "disclosure",
    "handover",
    "referral_state",
    "publication",
    "frozen_half_year",
)


def _text(name: str) -> Column[Any]:
    return Column(name, String, nullable=False)


def _maybe(name: str) -> Column[Any]:
    return Column(name, String, nullable=True)


def _number(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False)


def _flag(name: str) -> Column[Any]:
    return Column(name, Boolean(create_constraint=False), nullable=False)


def _to(name: str, target: str, *, null: bool = False, kind: Any = String) -> Column[Any]:
    key = "code" if target in CODE_TABLES else "id"
    return Column(name, kind, ForeignKey(f"{target}.{key}", ondelete="RESTRICT"), nullable=null)


def _day(name: str, *, null: bool = True) -> Column[Any]:
    return Column(name, Day, nullable=null)


def _at(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, UtcInstant, nullable=null)


def _tuple(name: str, item: Any = str) -> Column[Any]:
    return Column(name, JsonTuple(item), nullable=False)


def _id() -> Column[Any]:
    return Column("id", String, primary_key=True, nullable=False)


def _record(name: str, *columns: Any) -> Table:
    table: Table = Table(
        name, metadata, _id(), *columns,
        _number("revision"), _at("created_at"), _at("changed_at"), _at("voided_at", null=True), _maybe("void_reason"),
    )  # fmt: skip
    return table


def _pair(value: Any) -> tuple[str, ...]:
    return tuple(str(part) for part in value)


meta = Table("meta", metadata, Column("key", String, primary_key=True, nullable=False), _text("value"))

code_tables = {
    name: Table(
        name, metadata, Column("code", String, primary_key=True, nullable=False),
        _text("label"), _number("position"), _day("valid_until"), _text("attributes"),
    )
    for name in CODE_TABLES
}  # fmt: skip

audit_entry = Table(
    "audit_entry", metadata, Column("seq", Integer, primary_key=True, nullable=False, autoincrement=False),
    _at("at"), _maybe("utc_offset"), _text("actor"), _maybe("actor_id"), _maybe("responsible"), _text("action"),
    _maybe("object_type"), _maybe("object_id"), _maybe("client_id"), _text("outcome"), _maybe("ground"),
    _text("changes"), _text("previous"), _text("mac"), UniqueConstraint("mac"),
)  # fmt: skip
history = Table(
    "history", metadata, Column("seq", Integer, primary_key=True, nullable=False),
    _text("table_name"), _text("row_id"), _number("revision"), _text("row"), _at("changed_at"), _number("audit_seq"),
    UniqueConstraint("table_name", "row_id", "revision"),
)  # fmt: skip

profile = _record(
    "profile", _text("coordinator_name"), _text("job_title"), _text("phone"), _text("reachable"),
    _text("controller_name"), _text("dpo_contact"), _number("lock_minutes"),
)  # fmt: skip
organisation = _record(
    "organisation", _text("name"), _maybe("department"), _text("kind"), _maybe("place"), _maybe("region"),
    _maybe("functions"), _maybe("admission"), _to("receives_through_id", "organisation", null=True),
    _flag("is_shelter"), _to("notifier_type", "notifier_type", null=True), _maybe("relative"), _text("search_text"),
)  # fmt: skip
client = _record(
    "client", _text("code"), _maybe("given_name"), _maybe("infix"), _maybe("family_name"), _tuple("aliases"),
    _day("born_from"), _day("born_to"), _flag("birth_is_estimated"), _to("gender", "gender", null=True),
    _tuple("citizenships"), _to("residence_status", "residence_status", null=True), _tuple("languages"),
    Column("interpreter_needed", Boolean(create_constraint=False)), _maybe("interpreter_note"),
    Column("children_count", Integer), _maybe("children_note"),
    _to("parental_authority", "parental_authority", null=True, kind=Code(codes.ParentalAuthority)),
    _maybe("authority_name"), _maybe("authority_reason"), _tuple("blocked_parents"), _maybe("blocked_reason"),
    _to("found_in", "municipality", null=True), _to("exploited_in", "municipality", null=True),
    _to("registered_in", "municipality", null=True), _tuple("safe_contact", _pair), _day("informed_on"),
    _maybe("not_informed_reason"), _text("counts_in"), _to("merged_into_id", "client", null=True), _text("sort_text"),
    UniqueConstraint("code"),
)  # fmt: skip
notification = _record(
    "notification", _to("client_id", "client"), _day("received_on", null=False), _to("notifier_type", "notifier_type"),
    _to("organisation_id", "organisation", null=True), _maybe("contact_person"), _tuple("request_kinds"),
    _flag("is_urgent"), _tuple("sectors", codes.Sector), _maybe("story"),
    _to("comensha_state", "comensha_state", kind=Code(codes.ComenshaState)), _maybe("comensha_by"),
    _day("comensha_on"), _maybe("comensha_number"), _maybe("comensha_reason"), _text("counts_in"),
)  # fmt: skip
exploitation = _record(
    "exploitation", _to("client_id", "client"), _to("sector", "sector", kind=Code(codes.Sector)), _maybe("period"),
    _maybe("route"), _maybe("note"),
)  # fmt: skip
trajectory = _record(
    "trajectory", _to("client_id", "client"), _day("started_on", null=False), _to("legal_regime", "legal_regime"),
    _maybe("urgent_care"), _maybe("situation"), _maybe("wish"), _to("paying_municipality", "municipality", null=True),
    _maybe("payment_note"), _day("closed_on"), _to("closure_reason", "closure_reason", null=True),
    _maybe("closure_note"), _tuple("open_ends"),
)  # fmt: skip
phase_start = _record(
    "phase_start", _to("trajectory_id", "trajectory"), _to("phase", "phase", kind=Code(codes.Phase)),
    _day("started_on", null=False),
)  # fmt: skip
track = _record(
    "track", _to("trajectory_id", "trajectory"), _to("kind", "track_kind", kind=Code(codes.TrackKind)),
    _to("status", "track_status", kind=Code(codes.TrackStatus)), _day("since_on"), _day("next_on"),
    _to("organisation_id", "organisation", null=True), _maybe("sentence"), _maybe("note"),
    UniqueConstraint("trajectory_id", "kind"),
)  # fmt: skip
step = _record(
    "step", _to("client_id", "client"), _text("description"), _maybe("who"), _day("due_on", null=False),
    _maybe("due_time"), _day("done_on"),
)  # fmt: skip
contact_moment = _record(
    "contact_moment", _to("client_id", "client"), _to("kind", "contact_kind"), _day("happened_on", null=False),
    _maybe("happened_time"), Column("minutes", Integer), _maybe("with_whom"),
    _to("organisation_id", "organisation", null=True), _text("origin"), _text("note"),
    _to("corrects_id", "contact_moment", null=True),
)  # fmt: skip
consent_event = Table(
    "consent_event", metadata, _id(), _to("client_id", "client"),
    _to("purpose", "consent_purpose", kind=Code(codes.Purpose)), _to("recipient_id", "organisation"),
    _tuple("scopes", codes.Scope), _to("kind", "consent_kind", kind=Code(codes.ConsentKind)),
    _to("form", "consent_form", kind=Code(codes.ConsentForm)), _maybe("witness"),
    _to("given_by", "consent_giver", kind=Code(codes.ConsentGiver)), _maybe("giver_name"),
    _day("given_on", null=False), _day("valid_until"), _to("language", "language", null=True), _flag("interpreter"),
    _maybe("note"), _at("recorded_at"),
)  # fmt: skip
retraction = Table(
    "retraction", metadata, _id(), _text("table_name"), _text("row_id"), _text("reason"), _at("recorded_at"),
    UniqueConstraint("table_name", "row_id"),
)  # fmt: skip
disclosure = Table(
    "disclosure", metadata, _id(), _to("client_id", "client"), _number("number"), _to("recipient_id", "organisation"),
    _to("purpose", "consent_purpose", kind=Code(codes.Purpose)), _tuple("scopes", codes.Scope),
    _to("route", "route", kind=Code(codes.Route)), Column("consents", JsonMap, nullable=False), _maybe("article"),
    _tuple("considerations"), _text("document_kind"), _maybe("document_sha256"), _text("control_code"),
    _day("disclosed_on", null=False), _at("recorded_at"), UniqueConstraint("client_id", "number"),
)  # fmt: skip
handover = Table(
    "handover", metadata, _id(), _to("disclosure_id", "disclosure"),
    _to("handed_over", "handed_over", kind=Code(codes.HandedOver)), _day("handed_over_on", null=False), _maybe("note"),
    _at("recorded_at"),
)  # fmt: skip
referral = _record(
    "referral", _to("client_id", "client"), _to("destination_id", "organisation"), _to("recipient_id", "organisation"),
    _to("purpose", "consent_purpose", kind=Code(codes.Purpose)), _day("asked_on", null=False), _maybe("question"),
    _day("needed_by"), _to("paying_municipality", "municipality", null=True), _tuple("scopes", codes.Scope),
    _maybe("note"),
)  # fmt: skip
referral_state = Table(
    "referral_state", metadata, _id(), _to("referral_id", "referral"), _number("number"),
    _to("status", "referral_status", kind=Code(codes.ReferralStatus)), _day("happened_on", null=False),
    _to("reason", "rejection_reason", null=True), _maybe("placed_by"), _maybe("note"),
    _to("disclosure_id", "disclosure", null=True), _at("recorded_at"), UniqueConstraint("referral_id", "number"),
)  # fmt: skip
publication = Table(
    "publication", metadata, _id(), _number("number"), _text("request_key"), _text("request"), _text("content"),
    _text("csv_text"), _text("csv_sha256"), _at("published_at"), UniqueConstraint("number"),
    UniqueConstraint("request_key"),
)  # fmt: skip
frozen_half_year = Table(
    "frozen_half_year", metadata, Column("half_year", String, primary_key=True, nullable=False),
    _to("publication_id", "publication"), _text("base_counts"),
)  # fmt: skip
draft = Table(
    "draft", metadata, Column("form", String, primary_key=True, nullable=False),
    Column("subject", String, primary_key=True, nullable=False), _text("fields"), _at("saved_at"),
)  # fmt: skip
client_search_row = Table(
    "client_search_row", metadata, Column("number", Integer, primary_key=True, nullable=False),
    Column("client_id", String, ForeignKey("client.id", ondelete="CASCADE"), nullable=False, unique=True),
)  # fmt: skip
recent_client = Table(
    "recent_client", metadata,
    Column("client_id", String, ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    _at("opened_at"),
)  # fmt: skip
