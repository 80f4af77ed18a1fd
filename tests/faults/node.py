"""A worker of the harness on a node of the cluster: python -m tests.faults.node PLAN.json."""

import json
import sys
from pathlib import Path

from app.settings import Settings
from tests.faults.plan import Plan
from tests.faults.worker import work

if __name__ == "__main__":
    told = json.loads(Path(sys.argv[1]).read_text())
    work(Settings(_env_file=None), Plan(Path(told.pop("folder")), **told))  # type: ignore[call-arg]
