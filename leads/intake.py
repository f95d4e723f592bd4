"""From a delivery to a lead: stored first, answered at once, understood by the outbox, and once however often it comes."""

import hashlib
import json
import uuid

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Workspace
from contacts.models import Source
from crm_project.lib import clock
from crm_project.lib.once import one_at_a_time
from outbox.handlers import handler
from outbox.post import put

from . import intake_reading as reading
from .conversion import receive
from .intake_mapping import enquiry_of, is_test_call
from .models import Delivery
from .refusals import NothingToCall

KIND = "lead_delivery"
KEPT_HEADERS = ("User-Agent", "Referer", "Origin")
_LEADS_OF_DELIVERIES = uuid.UUID("5c1ad8c6-54d3-4d39-8d7e-1f3b4e0f7a52")


def take_in(point, body, *, content_type="", query="", headers=None, ip=None, sender_id="", consent="", is_of_robot=False):
    """Write a delivery down as it came, with the parcel that will make a lead of it; what came before is a double.

    What looks like a robot's waits for somebody to look at it: a browser too may fill in a hidden field.
    """
    now = clock.now()
    sender_id, fingerprint = _known_by(body, content_type, query, headers or {}, sender_id)
    with transaction.atomic():
        one_at_a_time(f"delivery:{point.pk}:{fingerprint if point.is_form else sender_id or fingerprint}")
        first = Delivery.objects.twin(point, sender_id, fingerprint, now)
        delivery = Delivery.objects.create(
            point=point,
            sender_id=sender_id,
            fingerprint=fingerprint,
            body=body,
            query=query,
            content_type=content_type[:200],
            headers={name: value[:1000] for name, value in (headers or {}).items()},
            ip=ip,
            consent=consent,
            received_at=now,
            state=Delivery.State.DOUBLE if first else Delivery.State.STORED,
            first=first,
        )
        if is_of_robot and not first:
            delivery.settle(Delivery.State.REFUSED, reason=Delivery.Reason.ROBOT)
            point.count_robot()
        elif not first:
            put(KIND, {"delivery": delivery.pk}, key=f"delivery:{delivery.pk}")
    return delivery


@handler(KIND)
def process(payload):
    """Make the lead of a stored delivery. Twice is once: the lead carries a token made of the delivery."""
    with transaction.atomic():
        waiting = Delivery.objects.by_pk(payload["delivery"]).waiting()
        delivery = waiting.select_for_update(of=("self",)).select_related("point__owner", "point__department__head").first()
        if delivery is None:
            return
        try:
            lead = _lead_of(delivery)
        except reading.Unreadable as refusal:
            delivery.settle(Delivery.State.REFUSED, reason=refusal.why)
        except NothingToCall:
            delivery.settle(Delivery.State.REFUSED, reason=Delivery.Reason.NOTHING_TO_CALL)
        else:
            delivery.settle(Delivery.State.DONE, lead=lead)


def try_again(delivery):
    """An administrator has mended what stood in the way; a lead that was made meanwhile stays the only one."""
    with transaction.atomic():
        known = Delivery.objects.by_pk(delivery.pk).select_for_update().get()
        if known.may_be_tried_again:
            known.settle(Delivery.State.STORED)
            put(KIND, {"delivery": delivery.pk})


def is_ping(body, content_type):
    """A builder that asks whether somebody is there, which makes nothing."""
    try:
        return is_test_call(reading.read(body, content_type).fields)
    except reading.Unreadable:
        return False


def enquiry_in(delivery):
    """What a delivery tells, and the names of files it brought; raises Unreadable."""
    told = reading.read(bytes(delivery.body), delivery.content_type, _raw(delivery.query))
    return enquiry_of(told.fields, delivery.headers), told


def erase_old():
    """Bodies, headers and addresses are kept for thirty days; what came of the delivery stays known."""
    _erase(Delivery.objects.to_erase(clock.now()))


def erase_of(leads):
    """The same at once, for people who are to be forgotten."""
    _erase(Delivery.objects.filter(lead__in=leads))


def _erase(deliveries):
    deliveries.update(body=b"", query="", headers={}, ip=None, consent="", erased_at=clock.now())


# -- steps ---------------------------------------------------------------------------


def _known_by(body, content_type, query, headers, sender_id):
    """(sender's id, fingerprint): the words and not the bytes, because a repeated form draws its borders anew."""
    try:
        fields = reading.read(body, content_type, _raw(query)).fields
    except reading.Unreadable:
        words = body
    else:
        sender_id = sender_id or enquiry_of(fields).sender_id
        words = json.dumps(sorted((one.path, one.value) for one in fields)).encode()
    if len(sender_id) > 200:
        sender_id = hashlib.sha256(sender_id.encode()).hexdigest()
    return sender_id, hashlib.sha256(words).hexdigest()


def _raw(query):
    """Servers hand the bytes of an address over as letters of Latin-1."""
    return query.encode("latin-1", "replace")


def _lead_of(delivery):
    enquiry, told = enquiry_in(delivery)
    point, company = delivery.point, Workspace.current()
    answerers = {"owner": point.answerer, "instead": point.department.head}
    with translation.override(company.language):
        values = _values(point, enquiry, told.files)
        token = uuid.uuid5(_LEADS_OF_DELIVERIES, str(delivery.pk))
        lead = receive(values, by=None, department=point.department, **answerers, token=token, at=delivery.received_at)
    if delivery.consent:
        lead.record("consented", by=None, at=delivery.received_at, text=delivery.consent, form=point.name)
    return lead


def _values(point, enquiry, files):
    source = Source.objects.live().called(enquiry.source) if enquiry.source else None
    if source:
        enquiry.source = ""
    if files:
        enquiry.rest.append((_("Files that were not taken in"), ", ".join(files)))
    return {
        "person": enquiry.person,
        "phone_typed": enquiry.phone,
        "email": enquiry.email,
        "company_name": enquiry.company[:250],
        "comment": enquiry.comment_with({"form": _("Form"), "source": _("Source")}),
        "source": source or point.source,
        "channel": point.channel or (source or point.source).channel if (source or point.source) else point.channel,
        "utm": enquiry.utm,
    }
