from django.db import models
from django.db.models import F, Q

from crm_project.lib.text import sort_key
from deals.models import Deal


class DocumentQuerySet(models.QuerySet):
    """Documents are seen where their deal is seen, by those who may see documents and sums."""

    def visible_to(self, user):
        return self.allowed(user, "see")

    def allowed(self, user, action):
        if not user.has_right("see_money"):
            return self.none()
        people = user.people_ids_for("document", action)
        found = self.filter(deal__in=Deal.objects.visible_to(user).live().order_by().values("pk"))
        if people is None:
            return found
        departments = user.department_ids_in(user.scope_of("document", action))
        theirs = Q(deal__owner__in=people) | Q(deal__owner__isnull=True, deal__department__in=departments)
        opened = user.opened_ids("deal", action) if user.may(action, "document") else ()
        return found.filter(theirs | Q(deal__in=opened) if opened else theirs)

    # -- words --------------------------------------------------------------

    def made_by(self, token):
        """The one that this form has made, or None."""
        return self.filter(token=token).first() if token else None

    def given_later(self, document):
        """Those of later years of the same series that stand under the number of this one."""
        same = self.filter(own_company=document.own_company, type=document.type, number=document.number, year__gt=document.year)
        return same.exclude(annulled_at__isnull=False)

    def of(self, deal):
        return self.filter(deal=deal)

    def of_type(self, kind):
        return self.filter(type=kind)

    def standing(self):
        """Neither annulled nor gone."""
        return self.filter(annulled_at__isnull=True)

    def annulled(self):
        return self.filter(annulled_at__isnull=False)

    def not_sent(self):
        return self.standing().filter(sent_at__isnull=True)

    def not_signed(self):
        return self.standing().filter(scan__isnull=True)

    def between(self, first, last):
        found = self.filter(dated_on__gte=first) if first else self
        return found.filter(dated_on__lte=last) if last else found

    def named(self, words):
        """Every word in the number or the name of the client."""
        found = self
        for word in sort_key(words).split():
            found = found.filter(search_text__contains=word)
        return found

    # -- what a page needs ----------------------------------------------------

    def for_list(self):
        return self.select_related("deal__owner", "own_company", "scan")

    def for_panel(self):
        """The newest first; a list, as the panel counts it, too."""
        return self.select_related("scan").newest_first()

    def newest_first(self):
        return self.order_by(F("dated_on").desc(), F("pk").desc())
