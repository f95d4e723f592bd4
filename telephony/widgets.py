"""What calls offer for a desk of one's own."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from crm_project.lib.dashboard import widget

from .panels import call_backs_of


def _call_backs(request):
    context = call_backs_of(request.user)
    return render_to_string("telephony/_call_backs.html", context, request) if context["call_backs"] else ""


widget("calls", _("Call back"), "phone", _call_backs, right=("call", "see"), position=50)
