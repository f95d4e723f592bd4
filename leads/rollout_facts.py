"""What the roll-out guide sees of the enquiries."""

from django.utils.translation import gettext_lazy

from crm_project.lib.rollout_checks import check, trial

from .models import Delivery, HandOut, IntakePoint, Scenario


def _points():
    return IntakePoint.objects.filter(is_active=True).exists(), ""


def _scenarios():
    return Scenario.objects.filter(is_on=True).exists(), ""


def _form():
    last = Delivery.objects.filter(state=Delivery.State.DONE).select_related("point").order_by("-received_at", "-pk").first()
    return (last.processed_at or last.received_at, last.point.name) if last else (None, "")


def _distribution():
    last = HandOut.objects.select_related("user").order_by("-at", "-pk").first()
    return (last.at, str(last.user)) if last else (None, "")


check(
    "points",
    "settings",
    gettext_lazy("An enquiry can come in: a form or an address for other systems"),
    _points,
    "intake:points",
    position=30,
)
check("scenarios", "settings", gettext_lazy("It is settled who gets an enquiry"), _scenarios, "distribution:scenarios", position=40)
trial("form", gettext_lazy("A form"), gettext_lazy("Fill in your form: the enquiry becomes a lead."), _form, "intake:points", position=10)
text = gettext_lazy("An enquiry goes to the person whose turn it is.")
trial("distribution", gettext_lazy("Distribution"), text, _distribution, "distribution:scenarios", position=40)
