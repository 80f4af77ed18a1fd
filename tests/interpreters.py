"""Tests of an extra on several Python versions, each in an environment of its own, of the same packages.

python tests/interpreters.py LOCK FOLDER TEST..., from the root of the repository. An interpreter that is
missing is named and left out; what is there must pass, and must have got the versions of the lock.
"""

import re
import subprocess
import sys
from pathlib import Path

VERSIONS = ("3.11", "3.12")
PIP = ("-m", "pip", "install", "-q", "--disable-pip-version-check")
LISTED = (
    "from importlib.metadata import distributions as d;"
    "print(*sorted(f'{x.name}=={x.version}' for x in d()), sep='\\n')"
)


def main() -> int:
    lock, folder, *tests = sys.argv[1:]
    installed: dict[str, dict[str, str]] = {}
    failed = []
    for version in VERSIONS:
        if not runs(f"python{version}", version):
            print(f"NOT RUN: python{version} is missing", flush=True)
            continue
        python = environment(version, Path(folder), lock)
        installed[version] = versions(python)
        print(f"python{version}: {len(installed[version])} packages", flush=True)
        if subprocess.run([python, "-m", "pytest", *tests]).returncode:
            failed.append(version)
    drift = differences(installed, pinned_apart(Path(lock), Path("requirements-dev.lock")))
    for line in drift:
        print(f"DRIFT: {line}")
    if len(installed) > 1 and not drift:
        print(
            "no drift: "
            + " and ".join(f"python{version}" for version in installed)
            + " got the same versions"
        )
    print(f"passed: {', '.join(v for v in installed if v not in failed) or 'none'}")
    return 1 if failed or drift or not installed else 0


def runs(name: str, version: str) -> bool:
    """Whether this command is a Python of that version; a shim may be there without one."""
    code = f"import sys; sys.exit('%d.%d' % sys.version_info[:2] != {version!r})"
    try:
        return subprocess.run([name, "-c", code], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def environment(version: str, folder: Path, lock: str) -> Path:
    """Its Python, with what the lock and the tests need. The lock is whole, so nothing is resolved."""
    python = folder.resolve() / version / "bin" / "python"
    if not python.exists():
        subprocess.run([f"python{version}", "-m", "venv", python.parent.parent], check=True)
    subprocess.run([python, *PIP, "--no-deps", "--require-hashes", "-r", "requirements-dev.lock"], check=True)
    subprocess.run([python, *PIP, "--no-deps", "--require-hashes", "-r", lock], check=True)
    return python


def versions(python: Path) -> dict[str, str]:
    lines = subprocess.run([python, "-c", LISTED], capture_output=True, text=True, check=True).stdout
    return {name.lower(): version for name, version in (line.split("==") for line in lines.split())}


def pinned_apart(*locks: Path) -> set[str]:
    """Packages whose lock says that it depends on the Python version which one is installed."""
    text = "\n".join(lock.read_text() for lock in locks)
    return {
        name.lower() for name in re.findall(r"^([\w.-]+)==\S+ ; .*python_full_version", text, re.MULTILINE)
    }


def differences(installed: dict[str, dict[str, str]], apart: set[str]) -> list[str]:
    """Packages that differ between the environments for no reason a lock gives; pip comes with Python."""
    names = {name for found in installed.values() for name in found} - apart - {"pip", "setuptools"}
    told = []
    for name in sorted(names):
        got = {version: found.get(name, "nothing") for version, found in installed.items()}
        if len(set(got.values())) > 1:
            told.append(f"{name}: " + ", ".join(f"{had} on {version}" for version, had in got.items()))
    return told


if __name__ == "__main__":
    sys.exit(main())
