"""manage.py against the private servers: `python -m crm_project.embedded.manage check`."""

import os
import secrets
import signal
import sys
from pathlib import Path

from crm_project.embedded.postgres import Postgres
from crm_project.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent.parent


def main(arguments):
    folder = data_folder()
    if arguments == ["--stop"]:
        stop(folder)
    elif arguments == ["--env"]:
        addresses = start_missing(folder)
        print("\n".join(f"export {name}='{os.environ[name]}'" for name in addresses))
    else:
        start_missing(folder)
        os.execv(sys.executable, [sys.executable, str(ROOT / "manage.py"), *arguments])


def data_folder():
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").absolute()


def secret_of(folder):
    """The installation's own key, made once, readable by its owner only."""
    place = folder / "secret.key"
    if not place.exists():
        folder.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)
        place.write_text(secrets.token_urlsafe(48))
    return place.read_text().strip()


def start_missing(folder):
    """Fill in what the environment does not give; the servers stay up for the next command."""
    os.environ.setdefault("SECRET_KEY", secret_of(folder))
    os.environ.setdefault("DATA_DIR", str(folder))
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = Postgres(folder).start().url
    if not os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = Valkey(folder).start().url
    return ["DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DATA_DIR"]


def stop(folder):
    postmaster = folder / "postgres" / "postmaster.pid"
    if postmaster.exists():
        os.kill(int(postmaster.read_text().splitlines()[0]), signal.SIGINT)
    valkey = Valkey(folder)
    if valkey.is_running():
        import redis

        redis.Redis(unix_socket_path=str(valkey.socket)).shutdown()


if __name__ == "__main__":
    main(sys.argv[1:])
