"""What deploy/ says, held against the settings, the command line and the repository. No engine runs here."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from app.cli import main
from app.settings import Settings
from app.telemetry import registry
from app.web import ROOT

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
KNOWN = {f"TIC_{name.upper()}" for name in Settings.model_fields}
OURS = "thinking-in-code"
PINNED = re.compile(r"[a-z0-9./-]+:[A-Za-z0-9._-]*\d[A-Za-z0-9._-]*")


@cache
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return found


@cache
def manifests() -> list[dict[str, Any]]:
    paths = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    return [one for path in paths for one in yaml.safe_load_all(path.read_text())]


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [one for one in manifests() if one["kind"] == kind]


def pods() -> list[dict[str, Any]]:
    return [one["spec"]["template"] for one in manifests() if one["kind"] in ("Deployment", "Job")]


def containers() -> Iterator[dict[str, Any]]:
    for pod in pods():
        yield from pod["spec"]["containers"]


def our_services() -> dict[str, dict[str, Any]]:
    return {name: one for name, one in compose()["services"].items() if one["image"].startswith(OURS)}


def test_every_setting_that_is_set_exists() -> None:
    files = [path for path in DEPLOY.rglob("*") if path.is_file()]
    used = {name for path in files for name in re.findall(r"\bTIC_[A-Z_]+\b", path.read_text())}
    assert len(used) > 8
    assert used - KNOWN == set()


def test_what_is_run_is_a_command() -> None:
    commands = [one["command"] for one in (*our_services().values(), *containers())]
    commands.append(yaml.safe_load(re.findall(r"^CMD (.+)$", DOCKERFILE, re.M)[-1]))
    assert {command[1] for command in commands} == {"web", "worker", "migrate"}
    for command in commands:
        assert command[0] == "tic"
        assert command[1] in main.commands


def test_what_is_copied_is_there_and_not_ignored() -> None:
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M)
    sources = [source for line in lines for source in line.split()[:-1]]
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {source.split("/")[0] for source in sources} == kept
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_the_image_is_built_from_the_lock_and_runs_as_nobody_special() -> None:
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    assert len(re.findall("^FROM ", DOCKERFILE, re.M)) == 2
    assert re.findall(r"^USER (\d+)", DOCKERFILE, re.M)[-1] == "10001"
    assert "HEALTHCHECK" in DOCKERFILE
    assert "/health/live" in DOCKERFILE


def test_foreign_images_name_their_version() -> None:
    images = [one["image"] for one in compose()["services"].values() if one["image"].split(":")[0] != OURS]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    assert len(images) > 5
    assert [image for image in images if not PINNED.fullmatch(image)] == []


def test_compose_asks_for_what_its_example_lists() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))
    listed = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / ".env.example").read_text(), re.M))
    assert asked == listed


def test_services_wait_for_services_there_are() -> None:
    services = compose()["services"]
    for name, one in services.items():
        assert set(one.get("depends_on", ())) <= set(services), name
        for volume in one.get("volumes", ()):
            assert volume.split(":")[0] in compose()["volumes"], name
    for one in our_services().values():
        assert one["read_only"]
        assert one["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("container", list(containers()), ids=lambda one: one["name"])
def test_containers_are_confined(container: dict[str, Any]) -> None:
    assert container["image"] == OURS
    inside = container["securityContext"]
    assert inside["readOnlyRootFilesystem"]
    assert not inside["allowPrivilegeEscalation"]
    assert inside["capabilities"] == {"drop": ["ALL"]}
    assert "memory" in container["resources"]["limits"]
    assert {"cpu", "memory"} <= set(container["resources"]["requests"])
    assert {"/tmp", "/var/lib/tic"} == {mount["mountPath"] for mount in container["volumeMounts"]}


def test_pods_run_as_the_images_user_and_only_web_is_probed() -> None:
    for pod in pods():
        context = pod["spec"]["securityContext"]
        assert (context["runAsNonRoot"], context["runAsUser"]) == (True, 10001)
        volumes = {volume["name"] for volume in pod["spec"]["volumes"]}
        mounts = {mount["name"] for one in pod["spec"]["containers"] for mount in one["volumeMounts"]}
        assert mounts == volumes
    (web,) = [one for one in containers() if one["name"] == "web"]
    paths = {web[probe]["httpGet"]["path"] for probe in ("livenessProbe", "readinessProbe", "startupProbe")}
    assert paths == {"/health/live", "/health/ready"}


def test_secrets_are_only_referred_to() -> None:
    (secret,) = of_kind("Secret")
    assert set(secret["stringData"].values()) == {""}
    for container in containers():
        for variable in container["env"]:
            wanted = variable["valueFrom"]["secretKeyRef"]
            assert wanted["name"] == secret["metadata"]["name"]
            assert wanted["key"] in secret["stringData"]
        assert [one["configMapRef"]["name"] for one in container["envFrom"]] == ["tic"]
    plain = of_kind("ConfigMap")[0]["data"]
    assert not {"TIC_MASTER_KEY", "TIC_DATABASE_URL", "TIC_REDIS_URL"} & set(plain)


def test_what_selects_finds_its_pods() -> None:
    labels = [pod["metadata"]["labels"] for pod in pods()]
    selectors = [one["spec"]["selector"]["matchLabels"] for one in of_kind("Deployment")]
    selectors += [one["spec"]["selector"]["matchLabels"] for one in of_kind("PodDisruptionBudget")]
    selectors += [one["spec"]["selector"] for one in of_kind("Service")]
    assert len(selectors) == 4
    for selector in selectors:
        assert len([one for one in labels if selector.items() <= one.items()]) == 1
    rule = of_kind("Ingress")[0]["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert rule["name"] == of_kind("Service")[0]["metadata"]["name"]


def test_workers_follow_a_metric_there_is() -> None:
    (scaled,) = of_kind("ScaledObject")
    assert scaled["spec"]["scaleTargetRef"]["name"] in [
        one["metadata"]["name"] for one in of_kind("Deployment")
    ]
    (trigger,) = scaled["spec"]["triggers"]
    names = {metric.name for metric in registry.collect()}
    assert set(re.findall(r"tic_\w+", trigger["metadata"]["query"])) <= names


def test_all_manifests_are_applied_together() -> None:
    (kustomization,) = of_kind("Kustomization")
    files = {path.name for path in (DEPLOY / "kubernetes").glob("*.yaml")}
    assert set(kustomization["resources"]) == files - {"kustomization.yaml", "secret.example.yaml"}
