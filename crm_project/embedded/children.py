"""Child processes that are started again when they die, and all stopped in order at the end."""

import os
import signal
import subprocess
import time
from contextlib import suppress

PATIENCE_SECONDS = 25
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30


class Child:
    def __init__(self, name, command, environment):
        self.name, self.command, self.environment = name, command, environment
        self.process = None
        self.pause = FIRST_PAUSE
        self.start_at = 0.0
        self.started_at = 0.0

    def start(self):
        self.process = subprocess.Popen(self.command, env=self.environment, stdin=subprocess.DEVNULL, start_new_session=True)
        self.started_at = time.monotonic()

    def look_after(self):
        """Start a dead child again, each time a little later unless it lived for a minute."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if not self.start_at:
            self._sweep()
            self.pause = FIRST_PAUSE if now - self.started_at > 60 else min(self.pause * 2, LONGEST_PAUSE)
            self.start_at = now + self.pause
            print(f"{self.name} ended with {self.process.returncode}; it is started again in {self.pause} s.", flush=True)
        elif now >= self.start_at:
            self.start_at = 0.0
            self.start()

    def _sweep(self):
        """Whatever a dead child has left in its group goes with it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def ask_to_stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until):
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._sweep()


def stop_all(children):
    for child in children:
        child.ask_to_stop()
    until = time.monotonic() + PATIENCE_SECONDS
    for child in children:
        child.wait(until)
