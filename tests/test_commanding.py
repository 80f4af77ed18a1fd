"""How processes that run for long come to their end."""

import subprocess
import sys

STUCK = """
import asyncio, threading, time
from app.commanding import end_with

async def work():
    asyncio.get_running_loop().run_in_executor(None, time.sleep, 600)
    threading.Thread(target=time.sleep, args=(600,)).start()
    print("stored")
    return 3

end_with(work())
"""


def test_a_process_that_has_done_its_work_waits_for_no_thread() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STUCK], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, "stored\n", "")
