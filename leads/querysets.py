from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from crm_project.lib.phone_numbers import looks_like_phone, parse, part_of_number
from deals.querysets import CardQuerySet

_WHOLE = 10
"""Digits of a whole Russian number without its country."""


class LeadQuerySet(CardQuerySet):
    # -- who may see what ---------------------------------------------------

    def reach(self, user, action):
        """The enquiries of one's department that nobody owns yet are everybody's there: somebody must take them."""
        owned = super().reach(user, action)
        if owned is None or action != "see" or not user.may("see", "lead"):
            return owned
        return owned | Q(owner__isnull=True, department=user.department_id)

    # -- words --------------------------------------------------------------

    def waiting(self):
        """Open and taken by nobody yet."""
        return self.open().filter(taken_at__isnull=True)

    def never_handed_out(self, since):
        """Waiting in the common inbox for somebody to be asked, the oldest first."""
        asked = apps.get_model("leads", "HandOut").objects.filter(lead=OuterRef("pk"))
        found = self.waiting().filter(~Exists(asked), owner__isnull=True, recorded_at__gte=since)
        return found.select_related("department").order_by("pk")

    def in_work(self):
        return self.open().filter(taken_at__isnull=False)

    def rejected(self):
        return self.live().filter(loss_reason__isnull=False)

    def converted(self):
        return self.live().filter(converted_at__isnull=False)

    def likely_doubles(self):
        """Open ones whose phone or e-mail belongs to a known client."""
        phones = apps.get_model("contacts", "Phone").objects.filter(e164=OuterRef("phone"))
        emails = apps.get_model("contacts", "Email").objects.filter(address=OuterRef("email"))
        return self.open().filter((~Q(phone="") & Exists(phones)) | (~Q(email="") & Exists(emails)))

    def interested_in(self, group):
        """Somebody noted that they ask for something of this shelf."""
        return self.filter(Exists(group.leads.through.objects.filter(productgroup=group, lead=OuterRef("pk"))))

    def of(self, user):
        return self.filter(owner=user)

    def by_pk(self, pk):
        return self.filter(pk=pk).first()

    def alike(self, lead):
        """Other open enquiries from the same phone or e-mail."""
        same = Q(pk__in=[])
        if lead.phone:
            same |= Q(phone=lead.phone)
        if lead.email:
            same |= Q(email=lead.email)
        return self.open().filter(same).exclude(pk=lead.pk)

    def search(self, words, user=None):
        may_see = user is None or user.has_right("see_contacts")
        if looks_like_phone(words):
            return self._with_phone(words) if may_see else self.none()
        if "@" in words:
            return self.filter(email=words.strip().lower()) if may_see else self.none()
        return super().search(words)

    def _with_phone(self, typed):
        """A whole number in any notation, or a part of one."""
        found = parse(typed)
        whole = found.e164 and sum(letter.isdecimal() for letter in typed) >= _WHOLE
        return self.filter(phone=found.e164) if whole else self.filter(phone__contains=part_of_number(typed))

    # -- what a page needs ----------------------------------------------------

    def for_list(self):
        return self.select_related("owner", "source", "channel", "stage", "funnel", "loss_reason")

    def for_card(self):
        return self.for_list().select_related("contact", "company", "deal", "created_by", "taken_by").prefetch_related("interests")
