"""Fetches the browser files we ship into static/vendor, verified, and records them in its manifest.json.

Run `python static/vendor.py` after changing PACKAGES; it needs the npm client, the product does not.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).parent / "vendor"
MANIFEST = VENDOR / "manifest.json"


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package: which of its files we take, and the name each has under static/vendor."""

    name: str
    version: str
    licence: str
    files: dict[str, str]

    @property
    def exact(self) -> str:
        return f"{self.name}@{self.version}"


PACKAGES = (
    Package(
        "htmx.org",
        "4.0.1",
        "0BSD",
        {
            "dist/htmx.min.js": "htmx.min.js",
            "dist/ext/hx-sse.min.js": "hx-sse.min.js",
            "LICENSE": "htmx.LICENSE",
        },
    ),
    Package(
        "@fontsource-variable/source-serif-4",
        "5.3.1",
        "OFL-1.1",
        {
            "files/source-serif-4-latin-wght-normal.woff2": "source-serif-4-latin.woff2",
            "files/source-serif-4-latin-wght-italic.woff2": "source-serif-4-latin-italic.woff2",
            "files/source-serif-4-latin-ext-wght-normal.woff2": "source-serif-4-latin-ext.woff2",
            "files/source-serif-4-greek-wght-normal.woff2": "source-serif-4-greek.woff2",
            "LICENSE": "source-serif-4.LICENSE",
        },
    ),
    Package(
        "swagger-ui-dist",
        "5.35.0",
        "Apache-2.0",
        {
            "swagger-ui-bundle.js": "swagger-ui-bundle.js",
            "swagger-ui.css": "swagger-ui.css",
            "LICENSE": "swagger-ui.LICENSE",
        },
    ),
)


def npm(*arguments: str, cwd: Path) -> str:
    """What the npm client prints; the registry is the one this machine's npm is set to."""
    program = shutil.which("npm")
    if program is None:
        raise SystemExit("npm is needed to fetch browser files")
    done = subprocess.run(  # noqa: S603 - our own arguments
        [program, *arguments], cwd=cwd, check=True, capture_output=True, text=True
    )
    return done.stdout


def fetch(package: Package, folder: Path) -> tuple[Path, str]:
    """The package's archive and its integrity, refused unless it is the one the registry promises."""
    promised: str = json.loads(npm("view", package.exact, "dist.integrity", "--json", cwd=folder))
    packed = json.loads(npm("pack", package.exact, "--json", cwd=folder))
    archive = folder / packed[0]["filename"]
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if promised != f"sha512-{digest}":
        raise SystemExit(f"{package.exact}: the archive is not the one the registry promises")
    return archive, promised


def take(package: Package, archive: Path) -> dict[str, str]:
    """Copies the package's chosen files into place and returns their sha-256 by name."""
    taken = {}
    with tarfile.open(archive) as tar:
        for source, name in package.files.items():
            member = tar.extractfile(f"package/{source}")
            if member is None:
                raise SystemExit(f"{package.exact} has no {source}")
            content = member.read()
            (VENDOR / name).write_bytes(content)
            taken[name] = hashlib.sha256(content).hexdigest()
    return taken


def main() -> None:
    VENDOR.mkdir(exist_ok=True)
    manifest = []
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            archive, integrity = fetch(package, Path(folder))
            manifest.append(
                {
                    "name": package.name,
                    "version": package.version,
                    "licence": package.licence,
                    "integrity": integrity,
                    "sha256": take(package, archive),
                }
            )
    kept = {name for package in PACKAGES for name in package.files.values()} | {MANIFEST.name}
    for stale in VENDOR.iterdir():
        if stale.name not in kept:
            stale.unlink()
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
