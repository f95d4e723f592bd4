"""The health of the base: which clients cannot be reached, are written down wrongly, stand twice or have fallen silent.

Each group is one set-based question about the clients one may edit, counted no further than is told, and each says what
may be done about it. Acts are offers: apps above hang theirs on, such as a task for the owner.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.requisites import doubtful_inn, wrong_inn

from .checking import is_email
from .malformed import WrongInn, is_malformed
from .models import ContactRole, Email, Phone
from .status import CYCLES, asleep, buying_of

MOST_COUNTED = 10_000
ORDER = ("pk",)  # the oldest first: an anti-join is merged along two indexes in this direction only
CYCLES_OFFERED = (2, 3, 5)


@dataclass(frozen=True)
class Group:
    """`find(clients, cycles)` narrows the clients; `kinds` are those it makes sense for."""

    code: str
    label: Any
    text: Any
    icon: str
    find: Callable
    kinds: tuple = ("company", "contact")


@dataclass(frozen=True)
class Offer:
    """What may be done about chosen clients: `act(clients, group, by)` answers the ids `undo(model, ids, by)` takes back.

    `told(number)` is what the person reads; `is_open(user, kind)` whether they may at all; no groups means all.
    """

    code: str
    label: Any
    icon: str
    act: Callable
    undo: Callable
    told: Callable
    groups: tuple = ()
    position: int = 50
    is_open: Callable = field(default=lambda user, kind: True)


_offers: dict[str, Offer] = {}


def offer(code, label, icon, **facts):
    """Hang an act on, from `AppConfig.ready`."""
    _offers[code] = Offer(code, label, icon, **facts)


def offers_for(user, kind, group):
    """Those open to this person for the clients of a group, in the order they were hung on."""
    ordered = sorted(_offers.values(), key=lambda one: one.position)
    return [one for one in ordered if (not one.groups or group in one.groups) and one.is_open(user, kind)]


def offer_named(code, user, kind, group=None):
    found = _offers.get(code)
    fits = found and found.is_open(user, kind) and (group is None or not found.groups or group in found.groups)
    return found if fits else None


# -- the groups --------------------------------------------------------------------


def _nobody(clients, _cycles):
    people = ContactRole.objects.filter(company=OuterRef("pk"), contact__deleted_at=None)
    return clients.filter(~Exists(people))


def _no_phone(clients, _cycles):
    kind = clients.model.kind
    found = clients.filter(~Exists(Phone.objects.filter(**{kind: OuterRef("pk")})))
    if kind == "company":
        found = found.filter(~Exists(Phone.objects.filter(contact__roles__company=OuterRef("pk"), contact__deleted_at=None)))
    return found


def _wrong(clients, _cycles):
    """Each kind of mistake has its own index; together they are a short list of ids."""
    kind = clients.model.kind
    phones = Phone.objects.filter(e164="", **{f"{kind}__isnull": False}).order_by().values_list(kind)
    emails = Email.objects.filter(is_malformed("address"), **{f"{kind}__isnull": False}).order_by().values_list(kind)
    wrong = [phones, emails]
    if kind == "company":
        wrong.append(clients.model.objects.filter(WrongInn("inn")).order_by().values_list("pk"))
    return clients.filter(pk__in=wrong[0].union(*wrong[1:]))


def _silent(clients, cycles):
    return asleep(clients, clock.now(), cycles).filter(~Q(pk__in=_with_open_deals(clients.model.kind)))


def _with_open_deals(kind):
    deals = apps.get_model("deals", "Deal").objects.open()
    return deals.filter(**{f"{kind}__isnull": False}).values(kind)


GROUPS = {
    one.code: one
    for one in (
        Group("no_phone", _("Without a phone"), _("Neither the card nor its people have a number to call."), "phone-off", _no_phone),
        Group("nobody", _("Without people"), _("Nobody is linked: who decides, who pays?"), "user-question", _nobody, ("company",)),
        Group("wrong", _("Written wrongly"), _("A phone, an e-mail or an INN that cannot be one."), "alert-triangle", _wrong),
        Group("silent", _("Silent"), _("Bought at least twice, then let several of their own buying cycles pass."), "zzz", _silent),
    )
}


def groups_of(kind):
    return [one for one in GROUPS.values() if kind in one.kinds]


def members(user, model, group, cycles=CYCLES):
    """The clients of a group that this person may put right."""
    return group.find(model.objects.allowed(user, "edit").live(), cycles)


def with_all(model, found):
    """Whole rows of those found: their ids alone were asked for, because an index answers that for a base of any size."""
    return model.objects.filter(pk__in=[client.pk for client in found]).for_list().order_by(*ORDER)


def counts(user, model, cycles=CYCLES):
    """[(group, number)], each counted up to ten thousand and one."""
    return [(one, _up_to_most(members(user, model, one, cycles))) for one in groups_of(model.kind)]


def count_of_doubles(user, model):
    return _up_to_most(model.pair_model.objects.open().visible_to(user))


def _up_to_most(rows):
    return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()


def put_on(clients, group=None):
    """Set `faults`, what is written wrongly, and `has_task`, whether somebody looks after the client already: one query for all.

    The silent ones also get `cycle`, how often they bought, and `bought_at`, when they did last.
    """
    clients = list(clients)
    if not clients:
        return clients
    kind = clients[0].kind
    tasks = clients[0]._meta.get_field("tasks").related_model.objects.open().filter(**{f"{kind}__in": clients})
    busy = set(tasks.order_by().values_list(kind, flat=True))
    for client in clients:
        client.faults, client.has_task = _faults_of(client), client.pk in busy
    if group and group.code == "silent":
        _tell_buying(clients)
    return clients


def _tell_buying(clients):
    known = buying_of(clients)
    for client in clients:
        client.cycle, client.bought_at = known.get(client.pk, (None, None))


def _faults_of(client):
    wrong = [phone.typed for phone in client.phones.all() if not phone.e164]
    wrong += [email.address for email in client.emails.all() if not is_email(email.address)]
    inn = getattr(client, "inn", "")
    return [*wrong, *([f"{_('INN')} {inn}"] if wrong_inn(inn) or doubtful_inn(inn) else [])]
