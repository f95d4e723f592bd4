"""The signature of calls to other people's servers, as https://www.standardwebhooks.com lays it down (v1: HMAC-SHA256)."""

import base64
import hashlib
import hmac

from django.utils.crypto import salted_hmac

PREFIX = "whsec_"


def secret_of(rule_pk):
    """The secret of a rule, 32 bytes in base64: given to who runs the other server. It changes with the server's key only."""
    return PREFIX + base64.b64encode(_key_of(rule_pk)).decode()


def signed(rule_pk, key, sent_at, body):
    """The headers by which the other side knows that the call is ours and fresh: `sent_at` aware, `body` bytes."""
    stamp = str(int(sent_at.timestamp()))
    digest = hmac.new(_key_of(rule_pk), b".".join([key.encode(), stamp.encode(), body]), hashlib.sha256).digest()
    return {"webhook-id": key, "webhook-timestamp": stamp, "webhook-signature": f"v1,{base64.b64encode(digest).decode()}"}


def _key_of(rule_pk):
    return salted_hmac("automation.webhook", str(rule_pk), algorithm="sha256").digest()
