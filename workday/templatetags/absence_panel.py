"""What a person's card says about their absences."""

from django import template
from django.template.loader import render_to_string

from accounts import absences
from accounts.models import Absence
from crm_project.lib import clock

from ..models import AbsenceRequest
from ..permissions import may_enter_absences

register = template.Library()


@register.simple_tag(takes_context=True)
def absence_panel(context, person):
    """Absences of a person that are not over, with the verb that notes one."""
    request = context["request"]
    rows = Absence.objects.current().of_people([person.pk]).ending_from(clock.local_today()).for_list()
    may_enter = may_enter_absences(request.user) and absences.may_enter(request.user, person)
    return render_to_string("workday/absences/_panel.html", {"rows": rows, "person": person, "may_enter": may_enter}, request)


@register.simple_tag(takes_context=True)
def my_absences(context):
    """One's own absences and requests that are not over, with the verbs to ask and to withdraw."""
    request, today = context["request"], clock.local_today()
    asked = list(AbsenceRequest.objects.of(request.user).filter(to_on__gte=today).for_list())
    for one in asked:
        one.may_withdraw = one.state == "waiting" or (one.state == "approved" and one.from_on > today and not one.is_taken_back)
    noted = Absence.objects.current().of_people([request.user.pk]).ending_from(today).filter(request=None).for_list()
    return render_to_string("workday/absences/_mine.html", {"asked": asked, "noted": noted}, request)
