"""What deals and colleagues add to a list of clients: numbers by a constant count of queries.

Deals stand above clients; they are reached by the reverse relation and seen with the reader's eyes.
"""

from django.db.models import Count, Q, Sum

from .models import ContactRole


def put_on(clients, user):
    """Set `open_deals`, `paid` (None without the right to see sums), and for companies `main_contact`, for contacts `place`."""
    clients = list(clients)
    if not clients:
        return clients
    kind = clients[0].kind
    numbers = _numbers(type(clients[0]), kind, clients, user)
    links = _links(kind, clients, user)
    for client in clients:
        client.open_deals, client.paid = numbers.get(client.pk, (0, None))
        client.link = links.get(client.pk)
        client.shown_phone = client.phone or (client.link.contact.phone if client.link else "")
    return clients


def _numbers(model, kind, clients, user):
    deals = model._meta.get_field("deals").related_model.objects.visible_to(user).live()
    won = Sum("amount", filter=Q(stage__kind="won"))
    now_open = Count("pk", filter=Q(closed_at=None))
    rows = deals.filter(**{f"{kind}__in": clients}).order_by().values_list(kind).annotate(now_open=now_open, won=won)
    may_see = user.has_right("see_money")
    return {pk: (count, total if may_see else None) for pk, count, total in rows}


def _links(kind, clients, user):
    """The main person of each company, the first company of each person."""
    found = {}
    roles = ContactRole.objects.within_limits_of(user).filter(**{f"{kind}__in": clients}).select_related("contact", "company")
    for role in roles.prefetch_related("contact__phones").order_by("-is_main", "pk"):
        found.setdefault(getattr(role, f"{kind}_id"), role)
    return found
