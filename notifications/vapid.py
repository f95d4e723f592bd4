"""The keys by which push services know this installation: made once, kept in the data folder, readable by its owner alone."""

import base64
import json
import os
import tempfile

from django.conf import settings

NAME = "vapid.json"


def keys():
    """{"private": …, "public": …} as browsers and pywebpush write them; two processes that begin at once agree on one pair."""
    path = settings.DATA_DIR / NAME
    if not path.exists():
        _make(path)
    return json.loads(path.read_text(encoding="utf-8"))


def _make(path):
    # Loaded when needed, which is once.
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    private = key.private_numbers().private_value.to_bytes(32, "big")
    path.parent.mkdir(parents=True, exist_ok=True)
    # A temporary file is 0600 from its first moment; a link is made whole or not at all.
    with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8") as file:
        json.dump({"private": _text(private), "public": _text(public)}, file)
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, path)
        except FileExistsError:
            return


def _text(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
