"""Where a fact came from: address and id of the request in hand, for the audit only, never for a decision."""

from contextvars import ContextVar

_facts = ContextVar("request_facts", default=(None, ""))


def current_request_facts():
    """(ip or None, request id or "")"""
    return _facts.get()


def set_request_facts(ip, request_id):
    """Called by the request middleware; returns the token for `reset_request_facts`."""
    return _facts.set((ip, request_id))


def reset_request_facts(token):
    _facts.reset(token)
