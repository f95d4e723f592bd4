"""What practical tasks know of calls; a missed one is made by hand, nothing rings."""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from crm_project.lib.phone_numbers import parse
from training.practice import vocabulary
from training.practice.knowing import maker, subject

from .models import Call

subject(
    "call",
    Call,
    mine=lambda setting: Q(created_by=setting.user),
    about_deal=lambda value, setting: Q(deal=value),
    phone=lambda value, setting: Q(e164=parse(value).e164),
    direction=lambda value, setting: Q(direction=value),
    is_answered=lambda value, setting: Q(outcome=Call.Outcome.ANSWERED),
    is_called_back=lambda value, setting: Q(called_back_by=setting.user),
    words=lambda value, setting: Q(pk__in=Call.objects.alias(told=Length("result_text")).filter(told__gte=value)),
)


@maker("missed_call")
def make_missed_call(setting, luck, *, phone):
    facts = {"started_at": setting.started_at - timedelta(minutes=luck.randint(10, 90))}
    return Call.log(direction=Call.Direction.IN, outcome=Call.Outcome.MISSED, by=None, owner=setting.user, phone=phone, **facts)


# -- how people call it --------------------------------------------------------------

vocabulary.subject(
    "call",
    _("Call"),
    about_deal=vocabulary.given(_("Deal"), "made:deal"),
    phone=vocabulary.PHONE,
    direction=vocabulary.one_of(_("Direction"), *Call.Direction.choices),
    is_answered=vocabulary.yes(_("It was answered")),
    is_called_back=vocabulary.yes(_("The learner called back")),
    words=vocabulary.letters(_("Letters in the comment")),
)
vocabulary.maker("missed_call", _("Missed call"), makes="call", phone=vocabulary.given(_("Phone"), "fake:phone", needed=True))
vocabulary.start("telephony:journal", _("Calls"))
