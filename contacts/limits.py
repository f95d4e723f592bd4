"""People who are limited to segments: what is about a client of another segment is not there for them."""

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from crm_project.lib.steady import steady
from timeline.models import Entry

from .refusals import NotAllowed


def segments_of(user):
    """Ids of the segments a person is limited to; empty means no limit."""
    if "segment_limits" in getattr(user, "_prefetched_objects_cache", ()):
        return {limit.segment_id for limit in user.segment_limits.all()}
    if not hasattr(user, "_segments"):
        user._segments = steady(user, ("segment limits",), _read).get(user.pk, set())
    return user._segments


def clients(user, model):
    """The limit as a condition on companies or contacts, or None. People of a company in the segment belong to it."""
    segments = segments_of(user)
    if not segments:
        return None
    company = apps.get_model("contacts", "Company")
    companies = company.segments.through.objects.filter(segment_id__in=segments).values("company")
    if model is company:
        return Q(pk__in=companies)
    roles = apps.get_model("contacts", "ContactRole").objects.filter(company__in=companies).values("contact")
    return Q(pk__in=model.segments.through.objects.filter(segment_id__in=segments).values("contact")) | Q(pk__in=roles)


def cards(user):
    """The limit on what has a company and a contact: the company decides, where there is none the person, else nobody yet."""
    company, contact = apps.get_model("contacts", "Company"), apps.get_model("contacts", "Contact")
    if not segments_of(user):
        return None
    inside = Q(company__in=company.objects.filter(clients(user, company)).values("pk"))
    inside |= Q(company=None, contact__in=contact.objects.filter(clients(user, contact)).values("pk"))
    return inside | Q(company=None, contact=None)


def subjects(user, model, names):
    """The limit on what hangs on one of several records: each of those `names` is empty or inside."""
    if not segments_of(user):
        return None
    inside = Q()
    for name in names:
        about = model._meta.get_field(name).related_model
        inside &= Q(**{name: None}) | Q(**{f"{name}__in": about.objects.filter(about.objects.limit(user)).values("pk")})
    return inside


def limit_to(user, segments, *, by):
    """From now on the person sees these segments only; none lifts the limit."""
    if not by.may("edit", "settings"):
        raise NotAllowed
    limits = apps.get_model("contacts", "SegmentLimit").objects
    with transaction.atomic():
        user = type(user).objects.select_for_update(of=("self",)).get(pk=user.pk)
        before = set(limits.filter(user=user).values_list("segment", flat=True))
        if before == {segment.pk for segment in segments}:
            return
        limits.filter(user=user).exclude(segment__in=segments).delete()
        limits.bulk_create([limits.model(user=user, segment=segment) for segment in segments if segment.pk not in before])
        user.record("limited", by=by, audience=Entry.Audience.ADMINS, segments=[segment.name for segment in segments])


def open_deals_outside(user):
    """How many open deals a person has that the limit hides from them."""
    deals = apps.get_model("deals", "Deal").objects.open().filter(owner=user)
    inside = deals.model.objects.limit(type(user).objects.get(pk=user.pk))
    return deals.exclude(pk__in=deals.filter(inside).values("pk")).count() if inside else 0


def _read():
    limits = {}
    for user, segment in apps.get_model("contacts", "SegmentLimit").objects.values_list("user", "segment"):
        limits.setdefault(user, set()).add(segment)
    return limits
