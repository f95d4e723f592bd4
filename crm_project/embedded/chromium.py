"""Chromium for the browser tests, from Debian's packages when it is missing and that is possible."""

import os
import shutil
import subprocess
import sys

from crm_project.lib.chromium import find


def install():
    """Try once; what keeps it from working is no reason not to run the other tests."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print("Installing Chromium for the browser tests.", file=sys.stderr)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL, "check": False}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(["apt-get", "update", "-q"], timeout=300, env=environment, **quiet)
        command = ["apt-get", "install", "-yq", "--no-install-recommends", "chromium", "fonts-dejavu-core"]
        subprocess.run(command, timeout=900, env=environment, **quiet)
    except subprocess.TimeoutExpired:
        return


if __name__ == "__main__":
    if not find():
        install()
    if not find():
        print("No Chromium here: the tests marked `browser` are skipped.", file=sys.stderr)
