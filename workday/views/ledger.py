from datetime import timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.rights import right
from contacts.limits import segments_of
from crm_project.lib import clock
from deals.models import Deal
from deals.quality import quality_of

from ..filters import BreachFilter
from ..live import findings_of, present_for
from ..look_page import looks_for
from ..models import Breach, LedgerRow
from ..my_day import Debt, mend_url, words_of
from ..permissions import is_over
from ..rules import BY_CODE, RULES
from ..signal_page import signals_for
from ..veil import veiled
from ..words import worded

SHOWN, LAST_PAGE = 200, 10_000


@right(any_signed_in=True)
@require_GET
def ledger(request):
    """A person's closed days: their own, or somebody's whom one's reports cover."""
    person = _person(request)
    today = timezone.localtime(clock.now()).date()
    rows = LedgerRow.objects.visible_to(request.user).of(person).between(today - timedelta(days=90), today).order_by("-day")
    clean = sum(1 for row in rows if row.is_clean)
    context = {"person": person, "rows": rows, "clean": clean, "rules": RULES, "is_own": person == request.user}
    context["looks"] = looks_for(request.user, person, today - timedelta(days=90), today)
    context["signals"] = signals_for(request.user, person, today - timedelta(days=90), today)
    now = clock.now()
    deals = Deal.objects.visible_to(request.user).values("pk") if segments_of(request.user) else None
    context["quality"] = quality_of({person.pk}, now - timedelta(days=90), now, deals).get(person.pk)
    return render(request, "workday/ledger.html", context)


@right(any_signed_in=True)
@require_GET
def breaches(request):
    """The breaches behind a number, each with what explains its rule."""
    seen = Breach.objects.visible_to(request.user, also_on_ones_deals="owned" not in request.GET)
    found = BreachFilter(request.GET, queryset=seen.for_list(), request=request)
    typed = request.GET.get("page", "")
    number = int(typed) if typed.isdecimal() and 0 < int(typed[:6]) < LAST_PAGE else 1
    start = (number - 1) * SHOWN
    shown = list(found.qs[start : start + SHOWN + 1]) if found.is_valid() else []
    told = worded(veiled(shown[:SHOWN], request.user), request.user, show_day=True)
    context = {"filter": found, "breaches": told, "before": number - 1, "next": number + 1 if len(shown) > SHOWN else 0}
    return render(request, "workday/breaches.html", context)


@right(any_signed_in=True)
@require_GET
def left(request):
    """The deals behind a live number: what has to be put right now."""
    person = _person(request, over=True)
    rule = request.GET.get("rule", "")
    found = [one for one in findings_of(person, on_behalf_of=request.user) if not rule or one.rule == rule]
    now = present_for(request.user).at
    debts = [Debt(one, BY_CODE[one.rule], words_of(one, now), mend_url(one)) for one in veiled(found, request.user)]
    context = {"person": person, "is_own": person == request.user, "debts": debts, "rules": RULES, "chosen": BY_CODE.get(rule)}
    return render(request, "workday/left.html", context)


def _person(request, over=False):
    """The user named in the address, if one's reports cover their department; oneself by default."""
    number = request.GET.get("user", "")
    if not number or number == str(request.user.pk):
        return request.user
    person = get_object_or_404(User.objects.select_related("department", "role"), pk=int(number) if number.isdecimal() else 0)
    seen = is_over(request.user, person.department_id)
    if not seen and (over or not LedgerRow.objects.visible_to(request.user).of(person).exists()):
        raise Http404
    return person
