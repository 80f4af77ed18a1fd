"""The browser files we ship are the ones the manifest names, byte for byte."""

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())
FILES = {name: digest for package in MANIFEST for name, digest in package["sha256"].items()}


def test_every_file_has_the_digest_the_manifest_records() -> None:
    assert len(FILES) > 5
    for name, digest in FILES.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name


def test_nothing_is_shipped_that_the_manifest_does_not_name() -> None:
    assert {path.name for path in VENDOR.iterdir()} == {*FILES, "manifest.json"}


def test_every_package_has_a_version_a_licence_and_its_text() -> None:
    for package in MANIFEST:
        assert package["version"]
        assert package["licence"]
        assert package["integrity"].startswith("sha512-")
        assert any(name.endswith(".LICENSE") for name in package["sha256"]), package["name"]


def test_the_vendoring_script_lists_what_the_manifest_records() -> None:
    from static.vendor import PACKAGES

    assert [(package.name, package.version) for package in PACKAGES] == [
        (package["name"], package["version"]) for package in MANIFEST
    ]
