from django.http import Http404
from django.urls import reverse

from ..models import Lead


def lead_or_404(pk, user):
    lead = Lead.objects.visible_to(user).live().for_card().by_pk(pk)
    if lead is None:
        raise Http404
    return lead


def address(lead):
    return reverse("leads:lead", args=[lead.pk])
