"""tic audit verify: one altered, removed or swapped event is found, however long the record is."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, create_engine, text

from app.audit import GENESIS, AuditEvent
from app.cli import main
from app.ids import now
from app.settings import settings
from tests.world import Blueprint

EVENTS = 2500
"""More than are read at a time."""
FAR = EVENTS - 300


@pytest.fixture
def database(
    empty_blueprint: Blueprint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Connection]:
    """Acme's record with that many events, open to somebody who has the file."""
    empty_blueprint.copied(tmp_path)
    monkeypatch.setenv("TIC_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    engine = create_engine(f"sqlite:///{tmp_path / 'tic.db'}")
    with engine.connect() as connection:
        fill(connection, empty_blueprint.known.organizations["acme"], EVENTS)
        connection.execute(text("DROP TRIGGER audit_event_no_update"))
        connection.execute(text("DROP TRIGGER audit_event_no_delete"))
        connection.commit()
        yield connection
    engine.dispose()
    settings.cache_clear()


def fill(connection: Connection, organization_id: str, events: int) -> None:
    """Append to the record so that it has `events` events."""
    head = connection.execute(
        text("SELECT number, hash FROM audit_head WHERE organization_id = :id"), {"id": organization_id}
    ).one_or_none()
    number, digest = head or (0, GENESIS)
    rows = []
    while number < events:
        number += 1
        row = AuditEvent(
            organization_id=organization_id, number=number, at=now(), action="segment.approved",
            actor_kind="user", actor_id="u", subject_type="segment", subject_id=f"s{number}",
            details={"content_hash": f"1:{number}"}, previous_hash=digest,
        )  # fmt: skip
        row.hash = digest = row.digest()
        rows.append(row.model_dump())
    for first in range(0, len(rows), 1000):
        connection.execute(AuditEvent.__table__.insert(), rows[first : first + 1000])  # type: ignore[attr-defined]
    connection.execute(
        text("UPDATE audit_head SET number = :number, hash = :hash WHERE organization_id = :id"),
        {"number": number, "hash": digest, "id": organization_id},
    )


ATTACKS = {
    "altered": f"UPDATE audit_event SET actor_id = 'somebody else' WHERE {{acme}} AND number = {FAR}",
    "details altered": f"UPDATE audit_event SET details = '{{{{}}}}' WHERE {{acme}} AND number = {FAR}",
    "a place made up": f"UPDATE audit_event SET address = '10.0.0.1' WHERE {{acme}} AND number = {FAR}",
    "made an old one": f"UPDATE audit_event SET version = 1 WHERE {{acme}} AND number = {FAR}",
    "removed": f"DELETE FROM audit_event WHERE {{acme}} AND number = {FAR}",
    "last removed": f"DELETE FROM audit_event WHERE {{acme}} AND number > {EVENTS - 5}",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_one_attacked_event_is_found(database: Connection, attack: str) -> None:
    acme = "organization_id = (SELECT id FROM organization WHERE slug = 'acme')"
    database.execute(text(ATTACKS[attack].format(acme=acme)))
    database.commit()
    result = CliRunner().invoke(main, ["audit", "verify"])
    assert result.exit_code == 1
    at = EVENTS - 4 if attack == "last removed" else FAR
    assert f"acme: broken after {at - 1} events" in result.output
    assert "globex: whole;" in result.output


def test_two_swapped_events_are_found(database: Connection) -> None:
    for old, new in ((FAR, -1), (FAR + 1, FAR), (-1, FAR + 1)):
        database.execute(
            text("UPDATE audit_event SET number = :new WHERE number = :old"), {"old": old, "new": new}
        )
    database.commit()
    result = CliRunner().invoke(main, ["audit", "verify", "--org", "acme"])
    assert result.exit_code == 1
    assert f"broken after {FAR - 1} events" in result.output


def test_a_whole_record_tells_its_last_hash(database: Connection) -> None:
    result = CliRunner().invoke(main, ["audit", "verify", "--org", "acme"])
    assert result.exit_code == 0, result.output
    head = database.execute(text("SELECT hash FROM audit_head WHERE number = :n"), {"n": EVENTS}).scalar_one()
    assert result.output == f"acme: whole; {EVENTS} events, the last with hash {head}\n"
    assert CliRunner().invoke(main, ["audit", "verify", "--org", "nowhere"]).exit_code == 1


def test_events_from_before_the_digest_knew_places_still_verify(database: Connection) -> None:
    """As version 1 wrote them."""
    row = AuditEvent(
        organization_id="o", number=1, at=now(), action="a.b", actor_kind="user", subject_type="a",
        subject_id="1", version=1, previous_hash=GENESIS,
    )  # fmt: skip
    old = row.digest()
    row.version = 2
    assert row.digest() != old
    row.version, row.address = 1, "127.0.0.1"
    assert row.digest() != old


def test_an_export_is_proven_without_the_database(tmp_path: Path) -> None:
    exported = tmp_path / "export.jsonl"
    exported.write_text(json.dumps({"not": "an event"}) + "\n")
    result = CliRunner().invoke(main, ["audit", "verify", "--file", str(exported)])
    assert result.exit_code == 1
