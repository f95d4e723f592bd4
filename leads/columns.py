"""What is known about who asked: columns of a lead in normal form, and the protocol of their changes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Workspace
from crm_project.lib.names import cased
from crm_project.lib.phone_numbers import parse, shown
from crm_project.lib.text import clean, clean_line
from deals.card_fields import readers_of

LABELS = {
    "person": pgettext_lazy("person", "Name"),
    "company_name": _("Company"),
    "phone_typed": _("Phone"),
    "email": _("E-mail"),
    "comment": _("What they want"),
    "source": _("Source"),
    "channel": _("Channel"),
    "enquiry": _("Kind of enquiry"),
    "utm": _("UTM marks"),
    "interests": _("Interested in"),
}
_HISTORY_KEYS = {"phone_typed": "phone"}


def change_columns(lead, values, city_code=None, by=None):
    """Write values by their names; tells what changed, in words. Whoever writes many leads tells the `city_code`."""
    changes, own = [], readers_of([name for name in values if name.startswith("extra_")], "lead")
    for name, value in values.items():
        if name in own:
            changes += [change] if (change := own[name].put(lead, value, by=by)) else []
            continue
        before = _words(lead, name)
        _write(lead, name, value, city_code)
        if (after := _words(lead, name)) != before:
            changes.append({"key": _HISTORY_KEYS.get(name, name), "label": str(LABELS[name]), "old": before, "new": after})
    return changes


def _write(lead, name, value, city_code):
    if name == "phone_typed":
        lead.phone_typed = clean_line(value or "")[:60]
        lead.phone = _number(lead.phone_typed, city_code) if lead.phone_typed else ""
    elif name == "person":
        lead.person = " ".join(cased(word) for word in clean_line(value or "").split())[:250]
    elif name == "email":
        lead.email = clean_line(value or "").lower()
    elif name == "interests":
        # The lead's row comes first: whoever makes one sets them afterwards.
        lead.interests.set(value or ()) if lead.pk else None
    elif isinstance(value, str):
        setattr(lead, name, clean(value) if name == "comment" else clean_line(value))
    elif name in LABELS:
        setattr(lead, name, value)


def _number(typed, city_code):
    return parse(typed, city_code=Workspace.current().city_code if city_code is None else city_code).e164


def _words(lead, name):
    if name == "phone_typed":
        return shown(lead.phone) if lead.phone else lead.phone_typed
    if name == "interests":
        return ", ".join(str(group) for group in lead.interests.all()) if lead.pk else ""
    value = lead.get_enquiry_display() if name == "enquiry" else getattr(lead, name)
    return str(value) if value else ""
