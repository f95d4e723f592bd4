def cards_beside(client, user):
    """The deals and leads of a client that this reader may see, and the cards it absorbed: one timeline for all of them."""
    beside = [
        (kind, list(related.visible_to(user).values_list("pk", flat=True)))
        for kind, related in (("deal", client.deals), ("lead", client.leads))
    ]
    absorbed = list(client.absorbed.values_list("pk", flat=True))
    return [*beside, (client.kind, absorbed)] if absorbed else beside


def may_write(user, client):
    """An absorbed card is history."""
    return user.may("edit", client.kind) and client.merged_into_id is None
