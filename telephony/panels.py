"""What other pages show of calls."""

from django.template.loader import render_to_string
from django.urls import reverse

from crm_project.lib.page_mode import token_of

from .about import About, about_record
from .forms import LogForm
from .models import Call
from .rows import call_backs, rows_of

MOST = 5
MOST_MISSED = 50
CARDS = ("deal", "lead", "contact", "company")


def call_panel(request, record):
    """The last calls of a card; nothing for those who see no calls."""
    if not request.user.may("see", "call"):
        return ""
    return render_to_string("telephony/_panel.html", panel_of(record, request.user))


def suits(user, record):
    """The tab «Call» has a place on cards of clients, for whoever may write calls down."""
    return record.kind in CARDS and user.may("create", "call")


def call_composer(request, record):
    if not suits(request.user, record):
        return ""
    return render_to_string("telephony/log/_composer.html", composer_of(request.user, record) | {"csrf_token": token_of(request)})


def panel_of(record, user):
    calls = Call.objects.about(record).for_list().newest_first()[:MOST]
    return {"record": record, "rows": rows_of(calls, user), "may": user.may("create", "call")}


def composer_of(user, record):
    whom = about_record(record, user) if record else About()
    action = f"{reverse('telephony:log')}?{record.kind}={record.pk}" if record else reverse("telephony:log")
    return {"form": LogForm(user=user, about=whom), "about": whom, "action": action}


def call_backs_of(user):
    """Missed calls of the person and of nobody, one line a number."""
    calls = Call.objects.visible_to(user).to_call_back_by(user).for_list()[:MOST_MISSED]
    return {"call_backs": call_backs(calls, user), "user": user}
