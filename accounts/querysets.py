from django.db import models
from django.db.models import Q


class OwnedQuerySet(models.QuerySet):
    """Records with an `owner` and a `department` (for those nobody owns); the only door to what one may see."""

    def visible_to(self, user):
        return self.allowed(user, "see")

    def allowed(self, user, action):
        """The records on which the user may do this, by the scope in the rights matrix."""
        condition = self.condition(user, action)
        return self if condition is None else self.filter(condition)

    def condition(self, user, action):
        """The same as a Q, or None when everything is allowed."""
        reach, limit = self.reach(user, action), self.limit(user)
        if reach is not None and (opened := user.opened_ids(self.model.kind, action)):
            reach |= Q(pk__in=opened)
        if reach is None or limit is None:
            return limit if reach is None else reach
        return reach & limit

    def limit(self, user):
        """What narrows a person's sight whatever the matrix says, as a Q; None, as here, is no limit."""

    def reach(self, user, action):
        """What the matrix allows, as a Q; None is everything."""
        people = user.people_ids_for(self.model.kind, action)
        if people is None:
            return None
        owned = Q(owner__in=people)
        departments = user.department_ids_in(user.scope_of(self.model.kind, action))
        return owned | Q(owner__isnull=True, department__in=departments) if departments else owned
