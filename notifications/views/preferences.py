"""Which notices reach a person, by which channel, and when."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.rights import right

from .. import vapid
from ..forms import PreferencesForm
from ..models import PushSubscription
from ..preferences import choose


@right(any_signed_in=True)
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request):
    """The bell, push and mail per kind of notice; quiet hours; the browsers that are woken."""
    person = User.objects.with_rights().get(pk=request.user.pk)
    form = PreferencesForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_valid():
        choose(person, form.wishes(), **form.quiet())
        messages.success(request, _("Saved"))
        return redirect("notifications:preferences")
    browsers = PushSubscription.objects.visible_to(person).newest_first()
    context = {"form": form, "browsers": browsers, "push_key": vapid.keys()["public"]}
    return render(request, "notifications/preferences.html", context, status=422 if form.is_bound else 200)


@right(any_signed_in=True)
@require_POST
def forget_browser(request, pk):
    """A browser of one's own, wherever it stands, is not woken any more."""
    found = get_object_or_404(PushSubscription.objects.visible_to(request.user), pk=pk)
    PushSubscription.objects.one(found.pk).forget()
    messages.success(request, _("That browser is not told any more"))
    return redirect("notifications:preferences")
