"""A headless Chromium without a network: it asks for pages over a pipe, and whoever opened it answers every one of them.

No port is opened: what the browser is shown never leaves the two processes.
"""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ORIGIN = "http://localhost"
_FLAGS = [
    *("--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--hide-scrollbars", "--mute-audio"),
    *("--disable-dev-shm-usage", "--disable-extensions", "--disable-background-networking", "--disable-component-update"),
    # It is shown nothing but our own pages; in a container its own sandbox would not start.
    *("--no-sandbox", "--disable-sync", "--disable-quic", "--force-color-profile=srgb", "--host-resolver-rules=MAP * ~NOTFOUND"),
]
_AT_3_AND_4 = "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
"""The browser listens at descriptor 3 and speaks at 4."""
SECONDS = 30
QUIET = 0.4
"""Seconds without a request after which a page stands still."""


class NoBrowser(Exception):
    """No Chromium is installed here, or it does not start or answer."""


def find():
    """The path of a Chromium, or None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def opened(answer, language="en"):
    """A Browser; `answer(method, path, headers, kind)` gives (status, {header: value}, bytes) for every address it asks for; a page is of
    the kind "Document"."""
    path = find()
    if not path:
        raise NoBrowser
    with tempfile.TemporaryDirectory(prefix="ordo-shots-") as folder:
        told, theirs = map(_high, os.pipe())
        ours, heard = map(_high, os.pipe())
        flags = [*_FLAGS, f"--user-data-dir={folder}", f"--lang={language}"]
        command = [sys.executable, "-c", _AT_3_AND_4, str(told), str(heard), path, *flags, "about:blank"]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        spoken = {**os.environ, "LANGUAGE": language, "LC_ALL": {"ru": "ru_RU.UTF-8"}.get(language, "en_GB.UTF-8")}
        process = subprocess.Popen(command, env=spoken, pass_fds=(told, heard), start_new_session=True, **quiet)
        os.close(told)
        os.close(heard)
        try:
            yield Browser(theirs, ours, answer)
        finally:
            with suppress(OSError):
                os.killpg(process.pid, 9)
            process.wait()
            os.close(theirs)
            os.close(ours)


def _high(descriptor):
    """Another number for it, out of the way of those the browser expects."""
    number = fcntl.fcntl(descriptor, fcntl.F_DUPFD, 20)
    os.close(descriptor)
    return number


class Browser:
    """One page at a time."""

    def __init__(self, writing, reading, answer):
        self._writing, self._reading, self._answer = writing, reading, answer
        self._last, self._rest, self._answers, self._asked, self._is_loaded = 0, b"", {}, 0, False
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._call("Page.enable")
        self._call("Network.setCacheDisabled", cacheDisabled=False)
        self._call("Fetch.enable", patterns=[{"urlPattern": "*"}])
        media = [{"name": "prefers-reduced-motion", "value": "reduce"}, {"name": "prefers-color-scheme", "value": "light"}]
        self._call("Emulation.setEmulatedMedia", features=media)

    def show(self, path, *, width, height, scale):
        """Open a page and wait until it stands still."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False)
        self._is_loaded = False
        self._call("Page.navigate", url=ORIGIN + path)
        self.settle()

    def settle(self):
        until, still_since = time.monotonic() + SECONDS, time.monotonic()
        while not self._is_loaded or time.monotonic() - still_since < QUIET:
            before = self._asked
            self._hear(0.05)
            if self._asked != before:
                still_since = time.monotonic()
            if time.monotonic() > until:
                raise NoBrowser

    def run(self, script):
        """What an expression of JavaScript comes to, a promise awaited; None where it throws."""
        found = self._call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return found.get("result", {}).get("value")

    def picture(self, x, y, width, height):
        """PNG bytes of a part of the page, in CSS pixels."""
        clip = {"x": x, "y": y, "width": width, "height": height, "scale": 1}
        return base64.b64decode(self._call("Page.captureScreenshot", format="png", clip=clip)["data"])

    # -- the pipe ------------------------------------------------------------

    def _call(self, method, **params):
        number = self._send(method, params)
        until = time.monotonic() + SECONDS
        while number not in self._answers:
            self._hear(0.5)
            if time.monotonic() > until:
                raise NoBrowser
        answer = self._answers.pop(number)
        if "error" in answer:
            raise NoBrowser(answer["error"].get("message", ""))
        return answer["result"]

    def _send(self, method, params):
        self._last += 1
        said = {"id": self._last, "method": method, "params": params}
        if getattr(self, "_session", None):
            said["sessionId"] = self._session
        left = json.dumps(said).encode() + b"\0"
        while left:
            left = left[os.write(self._writing, left[:65536]) :]
        return self._last

    def _hear(self, seconds):
        if not select.select([self._reading], [], [], seconds)[0]:
            return
        read = os.read(self._reading, 1 << 20)
        if not read:
            raise NoBrowser
        *messages, self._rest = (self._rest + read).split(b"\0")
        for message in messages:
            self._take(json.loads(message))

    def _take(self, message):
        if "id" in message:
            self._answers[message["id"]] = message
        elif message["method"] == "Page.loadEventFired":
            self._is_loaded = True
        elif message["method"] == "Fetch.requestPaused":
            self._asked += 1
            self._give(message["params"]["requestId"], message["params"]["request"], message["params"]["resourceType"])

    def _give(self, number, request, kind):
        if not request["url"].startswith(f"{ORIGIN}/"):
            self._send("Fetch.failRequest", {"requestId": number, "errorReason": "AccessDenied"})
            return
        status, headers, body = self._answer(request["method"], request["url"].removeprefix(ORIGIN), request["headers"], kind)
        told = [{"name": name, "value": value} for name, value in headers.items()]
        body = base64.b64encode(body).decode()
        self._send("Fetch.fulfillRequest", {"requestId": number, "responseCode": status, "responseHeaders": told, "body": body})
