from . import convert, edit, event, inbox, office, own, reject

__all__ = ["convert", "edit", "event", "inbox", "office", "own", "reject"]
