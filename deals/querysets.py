from django.db.models import Exists, OuterRef, Q

from accounts.querysets import OwnedQuerySet
from crm_project.lib.text import sort_key


class CardQuerySet(OwnedQuerySet):
    """What leads and deals have in common."""

    # -- words --------------------------------------------------------------

    def live(self):
        return self.filter(deleted_at__isnull=True)

    def open(self):
        return self.live().filter(closed_at__isnull=True)

    def won(self):
        return self.live().filter(stage__kind="won")

    def lost(self):
        return self.live().filter(stage__kind="lost")

    def in_funnel(self, funnel):
        return self.filter(funnel=funnel)

    def search(self, words):
        found = self
        for word in sort_key(words).split():
            found = found.filter(search_text__contains=word)
        return found

    # -- as of a moment -------------------------------------------------------

    def open_at(self, at):
        """Cards that stood in an entry or working stage at the moment, by what was recorded then."""
        stays = self.model.stay_model.objects.filter(card=OuterRef("pk"), recorded_at__lte=at, replaced_at__gt=at)
        return self.filter(Exists(stays.filter(stage__kind__in=["entry", "working"], was_skipped=False))).filter(
            Q(deleted_at__isnull=True) | Q(deleted_at__gt=at)
        )

    # -- what a page needs ----------------------------------------------------

    def newest_in_stage_first(self):
        return self.order_by("-stage_entered_at", "-pk")


class DealQuerySet(CardQuerySet):
    def for_board(self):
        return self.select_related("owner", "company", "contact")

    def for_list(self):
        return self.select_related("owner", "company", "contact", "stage", "funnel")

    def for_card(self):
        return self.select_related("owner", "company", "contact", "stage", "funnel", "department", "source", "loss_reason")
