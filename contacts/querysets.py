from django.db.models import Q

from accounts.querysets import OwnedQuerySet
from crm_project.lib.text import sort_key


class ClientQuerySet(OwnedQuerySet):
    # -- who may see what ---------------------------------------------------

    def condition(self, user, action):
        """Besides one's own clients one sees those with whom one leads a deal; other acts need the client itself."""
        owned = super().condition(user, action)
        people = user.people_ids_in(user.scope_of("deal", "see"))
        if owned is None or action != "see" or not people:
            return owned
        return owned | Q(pk__in=self.model.ids_in_deals_of(people))

    # -- words --------------------------------------------------------------

    def live(self):
        return self.filter(deleted_at__isnull=True)

    def search(self, words):
        """Every word must occur somewhere in the names; the trigram index serves it."""
        found = self
        for word in sort_key(words).split():
            found = found.filter(search_text__contains=word)
        return found

    def newest_first(self):
        return self.order_by("-touched_at", "-pk")

    # -- what a page needs --------------------------------------------------

    def for_list(self):
        return self.select_related("owner", "source").prefetch_related("phones", "emails")
