"""What people are told about chains."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import notice, subject

from .models import ChainRun
from .sentences import why_words

subject("chain_run", lambda user: ChainRun.objects.visible_to(user), "chains:run")


def _facts(notice):
    return {name: notice.details.get(name, "") for name in ("name", "step", "reason", "actor")}


@notice("chain.waits", gettext_lazy("A chain I watch over stands still"), icon="alert-triangle", mail=True, urgency="today")
def waits(notice, run):
    words = _("The chain “{name}” stands still at “{step}”: {why}. Name who does it, or stop the chain.")
    return format_html(words, why=why_words(notice.details.get("why")), **_facts(notice))


@notice("chain.done", gettext_lazy("A chain I watch over or take part in is done"), icon="circle-check")
def done(notice, run):
    return format_html(_("The chain “{name}” is done"), **_facts(notice))


@notice("chain.stopped", gettext_lazy("A chain I watch over or take part in was stopped"), icon="player-stop")
def stopped(notice, run):
    if not notice.details.get("actor"):
        return format_html(_("The chain “{name}” was stopped: {reason}"), **_facts(notice))
    return format_html(_("{actor} stopped the chain “{name}”: {reason}"), **_facts(notice))
