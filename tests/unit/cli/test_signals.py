import subprocess
import sys

BLOCKED_WHILE_STOPPING = """
import asyncio, collections, itertools, os, signal
import cli.signals

cli.signals.LAST_SECONDS = 0.5

async def work():
    def block():  # as a step that was ready to run when the signal came
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            collections.deque(itertools.repeat(None), maxlen=0)
        loop.call_soon(block)

    loop = asyncio.get_running_loop()
    loop.call_soon(block)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.Event().wait()

cli.signals.run_until_stopped(work())
"""


def test_a_step_that_blocks_right_after_the_signal_is_ended_too() -> None:
    ended = subprocess.run(  # noqa: S603 -- this file's own program
        [sys.executable, "-c", BLOCKED_WHILE_STOPPING], check=False, timeout=60, capture_output=True
    )
    assert ended.returncode == 1
    assert b"Timeout" in ended.stderr
