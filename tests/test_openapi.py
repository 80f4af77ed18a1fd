"""The description of the API: valid, complete, and no more than what is promised."""

from typing import Any

from tests.conftest import Build
from tests.world import Blueprint, World

PROMISED = {
    ("get", "/v1/audit-events"),
    ("post", "/v1/documents"),
    ("get", "/v1/documents"),
    ("get", "/v1/documents/{document_id}"),
    ("post", "/v1/episodes"),
    ("get", "/v1/episodes"),
    ("get", "/v1/episodes/{episode_id}"),
    ("get", "/v1/episodes/{episode_id}/segments"),
    ("post", "/v1/segments/{segment_id}/approval"),
    ("post", "/v1/segments/{segment_id}/rejection"),
    ("post", "/v1/segments/{segment_id}/reopening"),
    ("post", "/v1/segments/{segment_id}/revision"),
    ("post", "/v1/sentences/{sentence_id}/override"),
    ("post", "/v1/episodes/{episode_id}/narration"),
    ("get", "/v1/jobs/{job_id}"),
    ("get", "/v1/jobs/{job_id}/events"),
    ("post", "/v1/jobs/{job_id}/retry"),
    ("post", "/v1/jobs/{job_id}/cancellation"),
    ("get", "/v1/episodes/{episode_id}/artifacts"),
    ("get", "/v1/artifacts/{artifact_id}/content"),
    ("get", "/v1/voices"),
    ("get", "/v1/pacing-presets"),
}
MORE = {
    ("get", "/v1/members"),
    ("post", "/v1/members/{membership_id}/role"),
    ("post", "/v1/members/{membership_id}/workspaces"),
    ("post", "/v1/members/{membership_id}/removal"),
    ("get", "/v1/teams"),
    ("post", "/v1/teams"),
    ("post", "/v1/teams/{team_id}/name"),
    ("post", "/v1/teams/{team_id}/members"),
    ("post", "/v1/teams/{team_id}/roles"),
    ("post", "/v1/teams/{team_id}/removal"),
    ("post", "/v1/workspaces/{workspace_id}/members"),
    ("get", "/v1/invitations"),
    ("post", "/v1/invitations"),
    ("post", "/v1/invitations/{invitation_id}/sending"),
    ("post", "/v1/invitations/{invitation_id}/revocation"),
    ("get", "/v1/workspaces"),
    ("post", "/v1/workspaces"),
    ("post", "/v1/workspaces/{workspace_id}/projects"),
    ("get", "/v1/projects"),
    ("get", "/v1/jobs"),
    ("post", "/v1/jobs/{job_id}/discard"),
    ("get", "/v1/failures"),
    ("post", "/v1/failures/{group}/retry"),
    ("post", "/v1/failures/{group}/discard"),
    ("get", "/v1/lexemes"),
    ("post", "/v1/lexemes"),
    ("get", "/v1/lexemes/effect"),
    ("get", "/v1/lexemes/file"),
    ("post", "/v1/lexemes/file"),
    ("post", "/v1/lexemes/{lexeme_id}/removal"),
    ("get", "/v1/projects/{project_id}/policy"),
    ("post", "/v1/projects/{project_id}/policy"),
    ("get", "/v1/projects/{project_id}/vigilance"),
    ("get", "/v1/usage"),
    ("get", "/v1/retention"),
    ("post", "/v1/sentences/{sentence_id}/approval"),
    ("post", "/v1/sentences/{sentence_id}/rejection"),
    ("post", "/v1/sentences/{sentence_id}/reopening"),
    ("post", "/v1/voices/{voice_id}/offering"),
    ("get", "/v1/casting"),
    ("post", "/v1/casting"),
    ("post", "/v1/casting/loudness"),
    ("get", "/v1/projects/{project_id}/branding"),
    ("post", "/v1/projects/{project_id}/branding"),
    ("post", "/v1/projects/{project_id}/branding/{kind}/removal"),
    ("post", "/v1/sentences/{sentence_id}/recording"),
    ("post", "/v1/episodes/{episode_id}/format"),
    ("post", "/v1/pacing-presets"),
    ("post", "/v1/pacing-presets/{preset_id}/removal"),
    ("post", "/v1/episodes/{episode_id}/delivery"),
    ("post", "/v1/segments/{segment_id}/delivery"),
    ("post", "/v1/sentences/{sentence_id}/delivery"),
    ("get", "/v1/episodes/{episode_id}/pickups"),
    ("get", "/v1/sentences/{sentence_id}/takes"),
    ("post", "/v1/sentences/{sentence_id}/take"),
    ("post", "/v1/sentences/{sentence_id}/takes/{number}/choice"),
    ("post", "/v1/sentences/{sentence_id}/acceptance"),
    ("post", "/v1/segments/{segment_id}/removal"),
    ("get", "/v1/episodes/{episode_id}/quality"),
    ("get", "/v1/episodes/{episode_id}/revisions"),
    ("get", "/v1/episodes/{episode_id}/revisions/{number}"),
    ("get", "/v1/episodes/{episode_id}/revisions/{number}/script.md"),
    ("get", "/v1/documents/{document_id}/text"),
    ("get", "/v1/documents/{document_id}/passages"),
    ("get", "/v1/episodes/{episode_id}/evidence"),
    ("get", "/v1/service-accounts"),
    ("post", "/v1/service-accounts"),
    ("post", "/v1/service-accounts/{account_id}/removal"),
    ("get", "/v1/keys"),
    ("post", "/v1/keys"),
    ("post", "/v1/keys/{key_id}/rotation"),
    ("post", "/v1/keys/{key_id}/revocation"),
    ("post", "/v1/token"),
    ("get", "/v1/documents/{document_id}/versions"),
    ("post", "/v1/documents/{document_id}/versions"),
    ("get", "/v1/episodes/{episode_id}/assignments"),
    ("post", "/v1/episodes/{episode_id}/assignments"),
    ("post", "/v1/assignments/{assignment_id}/ending"),
}
"""What nobody was promised yet, and may still change."""


async def described(world: World) -> dict[str, Any]:
    answer = await world.browser().get("/v1/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json())


async def test_it_lists_exactly_what_is_promised(world: World) -> None:
    paths = (await described(world))["paths"]
    assert {(method, path) for path, methods in paths.items() for method in methods} == PROMISED | MORE


async def test_every_reference_leads_somewhere(world: World) -> None:
    document = await described(world)
    assert document["openapi"].startswith("3.1")
    looked = 0
    for reference in _references(document):
        place: Any = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
        looked += 1
    assert looked > 20


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [found for value in part.values() for found in _references(value)]
    return [found for value in part for found in _references(value)] if isinstance(part, list) else []


async def test_every_operation_says_what_proves_who_asks(world: World) -> None:
    document = await described(world)
    (name,) = document["components"]["securitySchemes"]
    assert document["components"]["securitySchemes"][name]["scheme"] == "bearer"
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation.get("security") == [{name: []}], (method, path)


async def test_operations_have_names_of_their_own(world: World) -> None:
    paths = (await described(world))["paths"]
    ids = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
    assert len(ids) == len(set(ids)) == len(PROMISED | MORE)


async def test_the_docs_can_be_switched_off(build: Build, empty_blueprint: Blueprint) -> None:
    world = build(empty_blueprint, api_docs=False)
    for path in ("/v1/openapi.json", "/v1/docs"):
        assert (await world.program("ada").get(path)).status_code == 404
    assert (await world.program("ada").get("/v1/documents")).status_code == 200
