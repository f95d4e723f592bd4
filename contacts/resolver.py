"""Who is this? Clients by an exact phone, e-mail or INN; never by a name.

The one deliberate opening of rights: whoever types the exact number of somebody else's client is told the name, the
owner and whether there is an open deal, and nothing else; that is logged and bounded.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from accounts.models import Workspace
from crm_project.lib import clock
from crm_project.lib.phone_numbers import parse
from timeline.models import Entry

from .models import Client, Company, Contact
from .refusals import NotAllowed

FOREIGN_PER_HOUR = 40
_PROOF_SALT, _PROOF_HOURS = "contacts.resolver", 2
_KINDS = {"contact": Contact, "company": Company}


@dataclass(frozen=True)
class Acquaintance:
    """A client that matched, as this person may know it. `proof` lets them leave a note for the owner."""

    client: Client
    how: str
    is_visible: bool
    has_open_deal: bool
    proof: str = ""

    @property
    def owner(self):
        return self.client.owner


def known_by(*, phone="", email="", inn=""):
    """[(client, how)] of the live clients with exactly this phone, e-mail or INN, whoever owns them; contacts first."""
    found = {}
    if e164 := parse(phone, city_code=Workspace.current().city_code).e164 if phone else "":
        _add(found, "phone", Contact.objects.with_phone(e164), Company.objects.with_phone(e164))
    if email:
        _add(found, "email", Contact.objects.with_email(email), Company.objects.with_email(email))
    if inn:
        _add(found, "inn", Company.objects.with_inn(inn))
    return list(found.values())


def look_up(user, *, phone="", email="", inn=""):
    """What a person is told who typed an exact number: own clients in full, others' by PPL-9; others' are logged."""
    if not user.has_right("see_contacts"):
        # Otherwise a number could be guessed by asking for it.
        phone = email = ""
    matched = known_by(phone=phone, email=email, inn=inn)
    visible = _visible(user, [client for client, _how in matched])
    told = []
    for client, how in matched:
        is_visible = (client.kind, client.pk) in visible
        if not is_visible and not _may_be_told(user, client, how):
            continue
        told.append(_acquaintance(client, how, is_visible, user))
    return told


def client_of_proof(user, proof):
    """The foreign client whose exact number this person has typed within two hours."""
    try:
        kind, pk, asker = signing.loads(proof, salt=_PROOF_SALT, max_age=timedelta(hours=_PROOF_HOURS))
    except signing.BadSignature:
        raise NotAllowed from None
    client = _KINDS[kind].objects.live().filter(pk=pk).select_related("owner").first()
    if asker != user.pk or client is None:
        raise NotAllowed
    return client


def _add(found, how, *querysets):
    for clients in querysets:
        for client in clients.live().select_related("owner").newest_first()[:5]:
            found.setdefault((client.kind, client.pk), (client, how))


def _acquaintance(client, how, is_visible, user):
    has_open = type(client).objects.filter(pk=client.pk).with_open_deal().exists()
    proof = "" if is_visible else signing.dumps([client.kind, client.pk, user.pk], salt=_PROOF_SALT)
    return Acquaintance(client, how, is_visible, has_open, proof)


def _visible(user, clients):
    seen = set()
    for kind, model in _KINDS.items():
        if ids := [client.pk for client in clients if client.kind == kind]:
            seen |= {(kind, pk) for pk in model.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)}
    return seen


def _may_be_told(user, client, how):
    """Noted once an hour per client; somebody who asks for very many is told nothing more."""
    asked = Entry.objects.filter(actor=user, verb="looked_up", recorded_at__gte=clock.now() - timedelta(hours=1))
    if asked.of((client.kind, client.pk)).exists():
        return True
    if asked.count() >= FOREIGN_PER_HOUR:
        return False
    client.record("looked_up", by=user, audience=Entry.Audience.ADMINS, how=how)
    return True
