"""What became of a call: written beside the act of the rule, and told to the deal once it is certain."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_project.lib import clock
from outbox.models import TRIES, Parcel

from .models import Firing, Robot
from .said import in_each_language, in_ours


def key_of(firing, action):
    return f"automation:{firing.pk}:{action['id']}"


def arrived(key, status):
    """The other side took it."""
    with transaction.atomic():
        firing, call = _held(key)
        if call is None or call.get("status"):
            return
        call |= {"status": status, "at": clock.now().isoformat()}
        firing.save(update_fields=["did"])
        firing.deal.record("automation_called", by=Robot.of(firing.rule), host=call["host"])


def failed(key, tell):
    """It did not arrive; `tell()` says why. The deal hears of it when it is given up, once."""
    with transaction.atomic():
        firing, call = _held(key)
        if call is None or call.get("status"):
            return
        tries = Parcel.objects.attempts_of(key)
        is_news = tries >= TRIES and not call.get("is_given_up")
        call |= {"tries": tries, "why": in_each_language(tell), "is_given_up": tries >= TRIES}
        firing.save(update_fields=["did"])
        if is_news:
            firing.deal.record("automation_not_called", by=Robot.of(firing.rule), host=call["host"], said=call["why"])


def words_of(call):
    """Waits, arrived, failed and tried again, or given up."""
    if call.get("status"):
        return _("it arrived ({status})").format(status=call["status"])
    if call.get("is_given_up"):
        return _("given up after {n} tries: {why}").format(n=call["tries"], why=in_ours(call["why"]))
    if call.get("tries"):
        text = ngettext("failed {n} time of {most}, tried again: {why}", "failed {n} times of {most}, tried again: {why}", call["tries"])
        return text.format(n=call["tries"], most=TRIES, why=in_ours(call["why"]))
    return _("it waits to be sent")


def _held(key):
    """The firing of a call, held, and what is kept of the call; (None, None) for calls of former days."""
    number, action = key.removeprefix("automation:").split(":", 1)
    firing = Firing.objects.select_for_update(of=("self",)).select_related("deal", "rule").filter(pk=number).first()
    calls = [one["call"] for one in firing.did if isinstance(one, dict) and one.get("id") == action and "call" in one] if firing else []
    return (firing, calls[0]) if calls else (None, None)
