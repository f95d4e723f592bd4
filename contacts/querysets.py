import re

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Right

from accounts.querysets import OwnedQuerySet
from crm_project.lib.phone_numbers import looks_like_phone, parse, part_of_number, without_extension
from crm_project.lib.text import sort_key

from . import limits


class ClientQuerySet(OwnedQuerySet):
    # -- who may see what ---------------------------------------------------

    def reach(self, user, action):
        """Besides one's own clients one sees those with whom one leads a deal; other acts need the client itself."""
        owned = super().reach(user, action)
        people = user.people_ids_for("deal", "see")
        if owned is not None and action == "see" and people:
            owned |= Q(pk__in=self.model.ids_in_deals_of(people))
            if opened := user.opened_ids("deal", "see"):
                owned |= Q(pk__in=self.model.ids_in_deals(opened))
        return owned

    def limit(self, user):
        return limits.clients(user, self.model)

    # -- words --------------------------------------------------------------

    def live(self):
        return self.filter(deleted_at__isnull=True)

    def of(self, user):
        return self.filter(owner=user)

    def by_pk(self, pk):
        return self.filter(pk=pk).first()

    def others_than(self, client):
        return self.exclude(pk=client.pk)

    def discarded(self):
        return self.filter(deleted_at__isnull=False, merged_into__isnull=True)

    def unmerged(self):
        """Cards of their own, in the trash or not."""
        return self.filter(merged_into__isnull=True)

    def kept_instead_of(self, pk):
        """The card that holds what this one held, if it was absorbed."""
        return self.filter(pk__in=self.model.objects.filter(pk=pk, merged_into__isnull=False).values("merged_into")).first()

    def to_compare(self):
        """Changed since they were compared with all others."""
        return self.live().filter(compared_at__isnull=True).order_by("pk")

    def search(self, words, user=None):
        """By a phone, an e-mail or parts of names, whatever was typed; without the right to see phones only by name."""
        words = str(words).strip()
        may_see = user is None or user.has_right("see_contacts")
        if words.isdecimal() and len(words) in (10, 12):
            return self._with_number(words, may_see)
        if looks_like_phone(words):
            return self.with_phone_part(words) if may_see else self.none()
        if "@" in words:
            return self.with_email_part(words) if may_see else self.none()
        return self.named(words)

    def named(self, words):
        """Every word must occur somewhere in the names; the trigram index serves it."""
        found = self
        for word in sort_key(words).split():
            found = found.filter(search_text__contains=word)
        return found

    def _with_number(self, digits, may_see):
        """Ten digits are an INN or a phone: the ids of the second are fetched first, so that both use an index."""
        bearers = list(_phones().matching(digits).values_list(self.model.kind, flat=True)[:100]) if may_see else []
        return self.filter(Q(search_text__contains=digits) | Q(pk__in=[pk for pk in bearers if pk]))

    def with_phone_part(self, typed):
        return self.filter(pk__in=_phones().matching(typed).values(self.model.kind))

    def with_email_part(self, typed):
        part = typed.strip().lower()
        return self.filter(pk__in=apps.get_model("contacts", "Email").objects.filter(address__contains=part).values(self.model.kind))

    def with_phone(self, e164):
        """Exactly this number, by its last ten digits where it is Russian."""
        return self.filter(pk__in=_phones().exactly(e164).values(self.model.kind))

    def with_email(self, address):
        emails = apps.get_model("contacts", "Email").objects.filter(address=address.strip().lower())
        return self.filter(pk__in=emails.values(self.model.kind))

    def with_inn(self, inn):
        return self.filter(inn=inn)

    def with_open_deal(self):
        """Somebody leads a deal with them right now, whoever it is."""
        deals = apps.get_model("deals", "Deal").objects.open()
        return self.filter(Exists(deals.filter(**{self.model.kind: OuterRef("pk")})))

    def with_work_of(self, user):
        """One has something to do with them: an open deal of one's own, or an open task about them or their deal."""
        kind = self.model.kind
        deals = apps.get_model("deals", "Deal").objects.open().filter(owner=user)
        tasks = apps.get_model("tasks", "Task").objects.open().filter(owner=user)
        about = Exists(tasks.filter(**{kind: OuterRef("pk")})) | Exists(tasks.filter(**{f"deal__{kind}": OuterRef("pk")}))
        return self.filter(Exists(deals.filter(**{kind: OuterRef("pk")})) | about)

    def without_open_deal(self):
        deals = apps.get_model("deals", "Deal").objects.open()
        return self.filter(~Exists(deals.filter(**{self.model.kind: OuterRef("pk")})))

    def interested_in(self, group):
        """Somebody noted that they want something of this shelf of the price list."""
        links = self.model._meta.get_field("interests").through.objects
        return self.filter(Exists(links.filter(**{"productgroup": group, self.model.kind: OuterRef("pk")})))

    def untouched_since(self, moment):
        return self.filter(touched_at__lt=moment)

    # -- what a page needs --------------------------------------------------

    def newest_first(self):
        return self.order_by("-touched_at", "-pk")

    def with_holder(self):
        """The id of the owner, 0 where there is none: pages of a grouped list stand one below the other by it."""
        return self.annotate(holder=Coalesce("owner_id", Value(0)))

    def for_list(self):
        return self.select_related("owner", "source").prefetch_related("phones", "emails", "segments")

    def for_card(self):
        return self.select_related("owner", "source", "department", "created_by").prefetch_related(
            "phones", "emails", "messengers", "addresses", "segments", "interests"
        )


class PhoneQuerySet(QuerySet):
    def exactly(self, e164):
        digits = re.sub(r"\D", "", e164)
        if len(digits) >= 10:
            return self.annotate(last_digits=Right("e164", 10)).filter(last_digits=digits[-10:])
        return self.filter(e164=e164)

    def matching(self, typed):
        """A whole number in any notation, or a part of one of four digits and more."""
        found = parse(typed)
        digits = re.sub(r"\D", "", without_extension(typed))
        if found.e164 and len(digits) >= 10:
            return self.exactly(found.e164)
        return self.filter(e164__contains=part_of_number(typed))


def _phones():
    return apps.get_model("contacts", "Phone").objects
