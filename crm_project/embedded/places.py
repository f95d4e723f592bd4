"""Where private servers may live: folders the account that runs them can reach, sockets with short names."""

import hashlib
import os
import pwd
import shutil
import tempfile
from pathlib import Path

LONGEST_SOCKET_FOLDER = 80
RUNNERS = ("postgres", "nobody")


def runner():
    """The account PostgreSQL runs as: ourselves, or when we are root an account that is not."""
    if os.geteuid() != 0:
        return None
    for name in RUNNERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root and there is no account postgres or nobody.")


def as_runner():
    """Arguments for Popen that drop the rights of root."""
    account = runner()
    if account is None:
        return {"cwd": "/"}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": "/"}


def is_reachable(folder):
    """Can the runner pass through every folder above (and into) this one?"""
    if runner() is None:
        return True
    return all(step.stat().st_mode & 0o001 for step in [folder, *folder.parents] if step.exists())


def own_folder(folder):
    """Make a folder that only the runner can open; outside the tree when the tree is closed to it."""
    folder = Path(folder).absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    if not folder.is_symlink() and not is_reachable(folder.parent):
        elsewhere = Path("/var/lib/ordo") / _short_name(folder)
        elsewhere.mkdir(parents=True, exist_ok=True)
        folder.symlink_to(elsewhere)
    folder.mkdir(mode=0o700, exist_ok=True)
    _hand_over(folder.resolve())
    return folder.resolve()


def socket_folder(data):
    """A folder for sockets: beside the data if its name is short enough and reachable, else in the temp folder."""
    data = Path(data).absolute()
    folder = data / "run"
    if len(str(folder)) > LONGEST_SOCKET_FOLDER or not is_reachable(data):
        folder = Path(tempfile.gettempdir()) / f"ordo-{os.geteuid()}-{_short_name(data)}"
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    _hand_over(folder)
    return folder


def readable_copy(tree, parts):
    """The tree itself if the runner can read it, else a copy of its parts where it can."""
    if is_reachable(tree):
        return tree
    copy = Path("/var/lib/ordo") / f"binaries-{_short_name(tree)}"
    if not (copy / ".complete").exists():
        for part in parts:
            if not (tree / part).is_dir():
                continue
            shutil.copytree(tree / part, copy / part, symlinks=True, dirs_exist_ok=True)
        (copy / ".complete").touch()
    return copy


def _hand_over(folder):
    account = runner()
    if account is not None and folder.stat().st_uid != account.pw_uid:
        os.chown(folder, account.pw_uid, account.pw_gid)


def _short_name(path):
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]
