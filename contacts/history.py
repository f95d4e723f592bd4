def cards_beside(client, user):
    """The deals and leads of a client that this reader may see: their entries belong to the client's one timeline."""
    return [
        (kind, list(related.visible_to(user).values_list("pk", flat=True)))
        for kind, related in (("deal", client.deals), ("lead", client.leads))
    ]
