"""Whose figures a person may read: what both the report's and the deal's row of the matrix allow."""

from accounts.models import Department, User
from deals.models import Deal


def deals_for(user):
    """The live deals that count in the user's reports; the lists behind the figures start here too."""
    deals = Deal.objects.visible_to(user).live()
    people = people_ids(user)
    return deals if people is None else deals.filter(owner__in=people)


def people_ids(user):
    """Ids of those whose figures the user reads; None means everybody's."""
    narrower = min(user.scope_of("report", "see"), user.scope_of("deal", "see"), key=lambda scope: scope.width)
    return user.people_ids_in(narrower)


def people_for(user):
    ids = people_ids(user)
    people = User.objects.people().select_related("department").by_name()
    return people if ids is None else people.filter(pk__in=ids)


def departments_for(user):
    return Department.objects.visible_to(user).live()
