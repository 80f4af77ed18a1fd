"""What a process imports before it does anything: seconds on a small machine, and memory while it lives."""

import subprocess
import sys

import pytest

from app.web import ROOT

WEB = {"litestar", "litestar_htmx", "jinja2", "prometheus_client", "piccolo", "piccolo_admin", "uvicorn"}
"""What draws and serves pages."""
ELSEWHERE = {"authlib", "joserfc", "webauthn", "scim2_models", "segno"}
"""What lets people in."""
OTHER = {"aiokafka", "watchfiles", "faiss"}
"""What only some installations use."""


@pytest.mark.parametrize(
    ("modules", "without"),
    [
        ("app.cli", WEB | ELSEWHERE | OTHER | {"sqlalchemy", "numpy", "httpx", "redis", "structlog"}),
        ("jobs.worker, jobs.apart, app.making", WEB | ELSEWHERE | OTHER),
        ("app.supervisor, app.opening, app.migrating, app.seeding", WEB | ELSEWHERE | OTHER),
    ],
)
def test_a_process_imports_what_it_needs(modules: str, without: set[str]) -> None:
    asked = f"import sys, {modules}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    imported = set(done.stdout.split())
    assert {"app", "pydantic"} <= imported
    assert imported & without == set()
