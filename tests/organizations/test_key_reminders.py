"""Who manages an organization hears of a key's end 30, 7 and 1 days before, each time once."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from app.accounts.programs import ApiKey
from app.accounts.reminders import remind_of_keys
from app.ids import now
from app.mail.letters import Letter
from app.queue.models import ask
from tests.world import World


async def letters(world: World) -> list[tuple[str, str]]:
    async with world.reading() as session:
        rows = (await session.exec(select(Letter).order_by(col(Letter.id)))).all()
    return [(row.to, row.subject) for row in rows]


async def ends_in(world: World, name: str, days: float, **values: Any) -> None:
    async with world.writing() as session:
        for key in (await session.exec(select(ApiKey))).all():
            key.expires_at = now() + timedelta(days=days if key.name == name else 300)
            for field, value in values.items() if key.name == name else ():
                setattr(key, field, value)


async def remind(world: World) -> None:
    async with world.writing() as session:
        ask(session, "remind_of_keys", by=world.principal("ada"))
    await world.run()


async def test_each_reminder_comes_once_and_to_who_can_do_something(empty: World) -> None:
    assert remind_of_keys
    expected = []
    for days, words in ((40, ""), (29, "30 days"), (20, ""), (6.5, "7 days"), (0.9, "a day"), (0.5, "")):
        await ends_in(empty, "ed", days)
        await remind(empty)
        await remind(empty)
        if words:
            expected.append(("ada@example.org", f"The key ed of ed's program ends within {words}"))
        assert await letters(empty) == expected


async def test_nobody_hears_of_keys_that_have_ended(empty: World) -> None:
    await ends_in(empty, "ed", 5, revoked_at=now())
    await remind(empty)
    await ends_in(empty, "ed", -1, revoked_at=None)
    await remind(empty)
    assert await letters(empty) == []


async def test_nor_of_one_that_has_been_rotated(empty: World) -> None:
    await ends_in(empty, "ed", 20)
    async with empty.reading() as session:
        key = (await session.exec(select(ApiKey).where(ApiKey.name == "ed"))).one()
    answer = await empty.program("ada").post(f"/v1/keys/{key.id}/rotation", json={"overlap_days": 7})
    assert answer.status_code == 201
    async with empty.writing() as session:
        (await session.get_one(ApiKey, answer.json()["id"])).expires_at = now() + timedelta(days=90)
    await remind(empty)
    assert await letters(empty) == []
