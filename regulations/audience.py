"""Who a section is for: positions, narrowed by those of the part it stands in."""

from accounts.models import Position


def within(part, own):
    """The audience of a clause inside its part's: [] is everybody; None when nobody is left."""
    if not part or not own:
        return sorted(own or part)
    return sorted(set(part) & set(own)) or None


def resolved(nodes):
    """{node id: audience, None where nobody is left}; parents come before their children."""
    whole = {}
    for node in nodes:
        above = whole.get(node.parent_id, []) if node.parent_id else []
        whole[node.pk] = None if above is None else within(above, node.audience)
    return whole


def position_names(ids):
    """{id: name} of positions, retired ones too."""
    return dict(Position.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
