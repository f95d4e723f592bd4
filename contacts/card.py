"""What the card of a client shows beside its timeline, with the reader's rights."""

from django.db.models import Count, F, Q, Sum, prefetch_related_objects

from fields.card_rows import rows_of

from . import doubles
from .care import is_to_check
from .kinds import KINDS
from .status import status_of

DEALS_SHOWN = 8


def card_of(client, user):
    may_edit = user.may("edit", client) and not client.erased_at
    return {
        "client": client,
        "kind": KINDS[client.kind],
        "status": status_of(client),
        "may_edit": may_edit,
        "doubles": doubles.of_card(client, user) if not client.deleted_at else [],
        "was_merged": may_edit and client.merges.exists(),
        "is_to_check": may_edit and not client.deleted_at and is_to_check(client),
        "may_delete": user.may("delete", client),
        "may_give": user.may_decide("reassign", client),
        "may_tell": user.has_right("export") and user.has_right("see_contacts") and user.may("export", client),
        "may_erase": user.may("edit", "settings"),
        "see_contacts": user.has_right("see_contacts"),
        "see_money": user.has_right("see_money"),
        "characteristics": rows_of(client, user, is_editable=may_edit and not client.deleted_at),
        "links": _links(client, user),
        "accounts": list(client.bank_accounts.all()) if client.kind == "company" else [],
        "deals": _deals(client, user),
        **_figures(client, user),
    }


def _deals(client, user):
    """The newest of the deals one may see, open ones first."""
    newest = (F("closed_at").desc(nulls_first=True), "-created_at")
    return client.deals.visible_to(user).live().select_related("stage").order_by(*newest)[:DEALS_SHOWN]


def _figures(client, user):
    """How many deals one may see there are, how many closed ones were won, and for how much in all: one query."""
    is_won, is_closed = Q(stage__kind="won"), Q(closed_at__isnull=False)
    return (
        client.deals.visible_to(user)
        .live()
        .aggregate(
            deal_count=Count("pk"),
            won_total=Sum("amount", filter=is_won),
            won_count=Count("pk", filter=is_won),
            closed_count=Count("pk", filter=is_closed),
        )
    )


def _links(client, user):
    """Roles with the contacts of a company or the companies of a contact that one may see."""
    other = "contact" if client.kind == "company" else "company"
    model = KINDS[other].model
    roles = list(client.roles.select_related(other).all())
    ids = [getattr(role, f"{other}_id") for role in roles]
    visible = set(model.objects.visible_to(user).live().filter(pk__in=ids).values_list("pk", flat=True))
    for role in roles:
        role.other = getattr(role, other)
    roles = [role for role in roles if role.other.pk in visible]
    if other == "contact" and user.has_right("see_contacts"):
        prefetch_related_objects([role.other for role in roles], "phones")
    return roles
