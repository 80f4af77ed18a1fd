"""What operators do with organizations, by function and by command."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.members.operating import (
    create_organization,
    list_organizations,
    resume_organization,
    suspend_organization,
)
from app.problems import Invalid, Missing, Refused
from app.settings import Settings
from tests.world import World


async def test_a_founded_organization_has_an_owner_who_can_come_in(empty: World) -> None:
    link = await create_organization(empty.installation, "new", "New", "Nora@example.org", frozenset())
    path = link.removeprefix(empty.installation.settings.origin)
    answer = await empty.browser().post(path)
    assert answer.headers["location"] == "/new/"
    rows = {row.slug: row for row in await list_organizations(empty.installation)}
    assert (rows["new"].state, rows["new"].members) == ("open", 1)
    assert (rows["acme"].state, rows["acme"].members) == ("open", 4)


async def test_somebody_known_owns_another_one(empty: World) -> None:
    await create_organization(empty.installation, "new", "New", "ada@example.org", frozenset())
    page = (await empty.browser("ada").get("/organizations")).text
    assert "/acme/" in page
    assert "/new/" in page


@pytest.mark.parametrize("slug", ["acme", "static", "A B"])
async def test_a_slug_is_free_and_well_formed(empty: World, slug: str) -> None:
    with pytest.raises(Invalid):
        await create_organization(empty.installation, slug, "", "n@example.org", frozenset({"static"}))


async def test_a_suspended_one_keeps_people_keys_and_jobs_out(world: World) -> None:
    segment = (await world.script()).segments[0]
    form = {"content_hash": segment.content_hash}
    await world.browser("ben").post(f"/acme/segments/{segment.id}/approval", data=form)
    waiting = await world.everything()
    await suspend_organization(world.installation, "acme")
    for answer in (await world.browser("ada").get("/acme"), await world.program("ada").get("/v1/documents")):
        assert answer.status_code == 403
        assert "suspended" in answer.text
    await world.run()
    assert (await world.everything())["job"] == waiting["job"]
    await resume_organization(world.installation, "acme")
    assert (await world.browser("ada").get("/acme")).status_code == 200
    await world.run()
    assert (await world.everything())["job"] != waiting["job"]
    assert [a for a in await world.actions() if a.startswith("organization.")][-2:] == [
        "organization.suspended",
        "organization.resumed",
    ]


async def test_doing_it_twice_or_to_nobody_is_refused(empty: World) -> None:
    with pytest.raises(Refused):
        await resume_organization(empty.installation, "acme")
    with pytest.raises(Missing):
        await suspend_organization(empty.installation, "nowhere")


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)  # type: ignore[call-arg]
    monkeypatch.setattr("app.cli_orgs.settings", lambda: settings)
    runner = CliRunner()

    def tic(*words: str, expected: int = 0) -> str:
        done = runner.invoke(main, ["orgs", *words])
        assert done.exit_code == expected, done.output
        return done.output

    assert "/sign-in/" in tic("create", "acme", "--owner", "ada@example.org", "--name", "Acme")
    assert "invitations" in tic("create", "invitations", "--owner", "ada@example.org", expected=1)
    assert tic("list") == "acme\topen\t1\tAcme\n"
    tic("suspend", "acme")
    assert "suspended" in tic("list")
    tic("resume", "acme")
    assert "nothing was deleted" in tic("delete", "acme", "--confirm", "acne", expected=1)
    tic("delete", "acme", "--confirm", "acme")
    assert "acme\t" not in tic("list")
