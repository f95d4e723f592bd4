"""What a line of the journal says about a call."""

from dataclasses import dataclass
from typing import Any

from timeline import subjects


@dataclass
class Row:
    """`name` is whom one talked to, `phone` is empty for those who may not see numbers."""

    call: Any
    icon: str
    tone: str
    name: str
    name_url: str
    card: Any
    card_url: str
    phone: str
    is_stranger: bool
    may: bool


def rows_of(calls, user):
    sees_phones = user.has_right("see_contacts")
    return [_row(call, user, sees_phones) for call in calls]


def _row(call, user, sees_phones):
    client, card = call.client, call.deal or call.lead
    icon, tone = (
        ("phone-outgoing", "") if call.direction == "out" else ("phone-incoming", "ok") if call.is_answered else ("phone-x", "danger")
    )
    return Row(
        call=call,
        icon=icon,
        tone=tone,
        name=str(client) if client else "",
        name_url=subjects.url_of(client) if client else "",
        card=card,
        card_url=subjects.url_of(card) if card else "",
        phone=call.e164 if sees_phones else "",
        is_stranger=client is None and card is None,
        may=user.may("edit", call),
    )


@dataclass
class CallBack:
    """One number to call back: its latest missed call and how often it tried."""

    row: Row
    tries: int


def call_backs(calls, user):
    """Missed calls, newest first, one line per number."""
    groups = {}
    for row in rows_of(calls, user):
        key = row.call.e164 or row.call.pk
        groups.setdefault(key, CallBack(row, 0)).tries += 1
    return list(groups.values())
