"""manage.py against the private servers: `python -m crm_project.embedded.manage check`."""

import os
import signal
import sys
from pathlib import Path

from crm_project.embedded.postgres import Postgres
from crm_project.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent.parent


def main(arguments):
    folder = Path(os.environ.get("DATA_DIR") or ROOT / "var").absolute()
    if arguments == ["--stop"]:
        return _stop(folder)
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = Postgres(folder).start().url
    if not os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = Valkey(folder).start().url
    if arguments == ["--env"]:
        print(f"export DATABASE_URL='{os.environ['DATABASE_URL']}' REDIS_URL='{os.environ['REDIS_URL']}'")
        return None
    os.execv(sys.executable, [sys.executable, str(ROOT / "manage.py"), *arguments])


def _stop(folder):
    postmaster = folder / "postgres" / "postmaster.pid"
    if postmaster.exists():
        os.kill(int(postmaster.read_text().splitlines()[0]), signal.SIGINT)
    import redis

    if Valkey(folder).is_running():
        redis.Redis(unix_socket_path=str(Valkey(folder).socket)).shutdown(nosave=True)


if __name__ == "__main__":
    main(sys.argv[1:])
