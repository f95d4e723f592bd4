"""Values that a protocol of changes shows only to those with the right to see them."""

_hidden = {
    "see_contacts": {"phone", "email", "phones", "emails", "messengers", "addresses", "phone_typed"},
    "see_money": {"amount", "lines", "price", "discount"},
}


def hide(right, *keys):
    """The values of these fields are for people with a yes/no right: apps add theirs in `AppConfig.ready`."""
    _hidden.setdefault(right, set()).update(keys)


def hidden_keys(user):
    return set().union(*(keys for right, keys in _hidden.items() if not user.has_right(right)))


def shown_changes(changes, user):
    """The changes with the values this reader may not see left out: that something changed stays visible."""
    secret, sees_money = hidden_keys(user), user.has_right("see_money")
    hidden = [change.get("key") in secret or (change.get("is_money", False) and not sees_money) for change in changes]
    return [
        {**change, "old": "", "new": "", "is_hidden": True} if is_hidden else change
        for change, is_hidden in zip(changes, hidden, strict=True)
    ]
