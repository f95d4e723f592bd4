"""The orderliness of each manager in the period: steps back asked of the head, wins looked at. Of the people one reads figures of."""

from contacts.limits import segments_of
from deals.models import Deal
from deals.quality import quality_of

from .scope import people_for


def quality_rows(form):
    """[(person, Quality)] by name; nobody without a case."""
    people = people_for(form.user)
    if owner := form.cleaned_data.get("owner"):
        people = people.filter(pk=owner.pk)
    if department := form.cleaned_data.get("department"):
        people = people.filter(department__path__startswith=department.path)
    known = {person.pk: person for person in people}
    deals = Deal.objects.visible_to(form.user).values("pk") if segments_of(form.user) else None
    found = quality_of(set(known), form.span.start, form.span.end, deals)
    return [(person, found[pk]) for pk, person in known.items() if pk in found]
