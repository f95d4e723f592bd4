"""What the roll-out guide sees of automation."""

from django.utils.translation import gettext_lazy

from crm_project.lib.rollout_checks import check

from .models import Rule


def _on():
    return Rule.objects.filter(retired_at=None, on_at__isnull=False).exists(), ""


check("rule", "automation", gettext_lazy("A rule of automation is on"), _on, "automation:rules", position=10)
