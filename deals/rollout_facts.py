"""What the roll-out guide sees of the funnels."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_project.lib.rollout_checks import check

from .models import Funnel, Stage, StageField


def _purposes():
    stages = Stage.objects.filter(funnel__in=Funnel.objects.for_deals(), retired_at=None, kind__in=["entry", "working"])
    total, told = stages.count(), stages.exclude(purpose="").count()
    return bool(total) and told == total, _("{n} of {all}").format(n=told, all=total)


def _reasons():
    funnels = Funnel.objects.for_deals()
    total, with_some = funnels.count(), funnels.filter(loss_reasons__retired_at=None, loss_reasons__isnull=False).distinct().count()
    return bool(total) and with_some == total, _("{n} of {all}").format(n=with_some, all=total)


def _required():
    asked = StageField.objects.filter(is_required=True, stage__retired_at=None, stage__funnel__in=Funnel.objects.for_deals())
    return asked.exists(), ""


check("purposes", "processes", gettext_lazy("Every stage says what it is for"), _purposes, "deals:funnels", position=10)
check("reasons", "processes", gettext_lazy("Every funnel has reasons of a loss"), _reasons, "deals:funnels", position=20)
check("required", "preparation", gettext_lazy("A stage asks for what must be known"), _required, "deals:funnels", position=10)
