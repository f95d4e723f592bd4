"""A database of its own and real processes on it: Celery workers, beats and shells that can be killed at a chosen moment."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2
import redis
from celery import Celery
from django.conf import settings
from django.db import connection

from crm_project.testing_template import TEMPLATE

ROOT = Path(__file__).resolve().parent.parent.parent
BEAT = "from crm_project.celery import app; app.conf.beat_schedule['tick']['schedule'] = 1.0; app.start(['--quiet', 'beat', '-l', 'error', '-s', {file!r}])"


class Machine:
    """One installation: a database copied from another, a broker, a clock that stands where it is put."""

    def __init__(self, name, number, folder, valkey, like=TEMPLATE):
        # The tests of one module may run in several processes at once.
        self.name, self.number, self.folder, self.valkey = f"{name}_{os.getpid()}", number, folder, valkey
        self.clock = folder / f"{name}.clock"
        self.running = []
        self._admin(f"CREATE DATABASE {self.name} TEMPLATE {like}")

    @contextmanager
    def here(self):
        """This process works on the machine's database and by its clock; afterwards the machine is gone."""
        usual, setting = connection.settings_dict["NAME"], os.environ.get("APP_TEST_CLOCK")
        connection.close()
        connection.settings_dict["NAME"], os.environ["APP_TEST_CLOCK"] = self.name, f"@{self.clock}"
        try:
            yield self
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual
            self.stop()
            os.environ.pop("APP_TEST_CLOCK")
            if setting is not None:
                os.environ["APP_TEST_CLOCK"] = setting

    def put_clock(self, moment):
        unfinished = self.clock.with_suffix(".new")
        unfinished.write_text(moment.isoformat())
        unfinished.rename(self.clock)

    # -- processes ------------------------------------------------------------

    def worker(self):
        """A Celery worker of two processes; it asks at once what is due."""
        words = ["-m", "celery", "--app", "crm_project", "--quiet", "worker", "--loglevel", "error", "--concurrency", "2"]
        words += ["--queues", "critical,default,bulk", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        return self._start(words, APP_PROCESS="worker")

    def beat(self):
        """A scheduler that ticks each second."""
        return self._start(["-c", BEAT.format(file=str(self.folder / f"{self.name}-{len(self.running)}.beat"))], APP_PROCESS="worker")

    def shell(self, *words):
        return self._start(["manage.py", *words], APP_PROCESS="command")

    def kill(self, process):
        """SIGKILL for the process and everything it has started, and nothing said to anybody."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.running.remove(process)

    def wait_for(self, process):
        assert process.wait(60) == 0, self.log()
        self.running.remove(process)

    def tick(self):
        """The message of one tick, as if a beat had sent it."""
        app = Celery(broker=self._broker().replace("unix://", "redis+socket://").replace("?db=", "?virtual_host="), set_as_current=False)
        app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
        app.send_task("crm_project.tick", queue="critical")
        app.close()

    def empty_the_broker(self):
        redis.Redis(unix_socket_path=str(self.valkey.socket)).flushall()

    def stop(self):
        for process in list(self.running):
            self.kill(process)
        self._admin(f"DROP DATABASE {self.name} WITH (FORCE)")

    # -- standing in the way ----------------------------------------------------

    @contextmanager
    def stuck_at(self, table, mode):
        """Whoever wants the table waits for as long as this lasts."""
        session = psycopg2.connect(self._url())
        try:
            with session.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {table} IN {mode} MODE")
            yield
        finally:
            session.close()

    def wait_until_stuck(self, table):
        """Until somebody waits for the table."""
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
        self.wait_until(lambda: self._ask(self._url(), waiting, [table])[0][0], f"nobody waits for {table}")

    def wait_until(self, true, words):
        until = time.monotonic() + 60
        while not true():
            assert time.monotonic() < until, words + self.log()
            assert all(process.poll() is None for process in self.running), self.log()
            time.sleep(0.05)

    def log(self):
        """The end of what its processes said."""
        return (self.folder / f"{self.name}.log").read_text(errors="replace")[-1500:]

    # -- steps --------------------------------------------------------------------

    def _start(self, words, **environment):
        environment |= {"DATABASE_URL": self._url(), "REDIS_URL": self._broker(), "APP_TEST_CLOCK": f"@{self.clock}", "ZEAL": ""}
        # Compiled once for all of them, also where the machine is told to keep no bytecode.
        environment |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(self.folder / "bytecode")}
        log = (self.folder / f"{self.name}.log").open("ab")
        command = [sys.executable, *words]
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=log, stderr=log, start_new_session=True)
        self.running.append(process)
        return process

    def _url(self):
        return os.environ["DATABASE_URL"].replace("@/ordo?", f"@/{self.name}?")

    def _broker(self):
        return self.valkey.url.replace("db=0", f"db={self.number}")

    def _admin(self, words):
        self._ask(os.environ["DATABASE_URL"], words)

    def _ask(self, url, words, values=None):
        session = psycopg2.connect(url)
        session.autocommit = True
        try:
            with session.cursor() as cursor:
                cursor.execute(words, values)
                return cursor.fetchall() if cursor.description else None
        finally:
            session.close()
