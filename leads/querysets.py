from deals.querysets import CardQuerySet


class LeadQuerySet(CardQuerySet):
    # -- words --------------------------------------------------------------

    def waiting(self):
        """Open and taken by nobody yet."""
        return self.open().filter(taken_at__isnull=True)

    # -- what a page needs ----------------------------------------------------

    def for_list(self):
        return self.select_related("owner", "source", "channel", "stage", "funnel")
