"""What the marks of change are drawn against."""

from .facts import facts_of


def facts_for(user, regulation):
    """{section id: Fact} of what this reader acknowledged last, with what they had acknowledged before; one query.

    `fact.version_id` and `fact.at` are the last one, `fact.earlier` the older ones, newest first. Empty for a newcomer.
    """
    return dict(facts_of(regulation, [user.pk]).get(user.pk, {}))
