import hashlib
import json

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Lookup, Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from crm_project.lib import clock
from crm_project.lib.copying import copy_in
from crm_project.lib.quick_rows import QuickRows
from crm_project.lib.request_context import current_request_facts


@models.BigIntegerField.register_lookup
class AnyOf(Lookup):
    """`id = ANY (array)`: unlike IN with a subquery it is answered by the index, even beside an OR."""

    lookup_name = "any_of"

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY {right}", [*left_params, *right_params]


class EntryQuerySet(models.QuerySet):
    def of(self, *cards):
        """Entries of the given cards: (kind, id or ids) pairs such as ("deal", 7) or ("deal", visible_deal_ids).

        Ids by a queryset are read once before the entries, which keeps the index of the subject in use.
        """
        wanted = Q(pk__in=[])
        for kind, ids in cards:
            if isinstance(ids, models.QuerySet):
                wanted |= Q(subject_kind=kind, subject_id__any_of=ArraySubquery(ids.order_by().values("pk")))
            else:
                wanted |= Q(subject_kind=kind, subject_id__in=[ids] if isinstance(ids, int) else ids)
        return self.filter(wanted)

    def for_team(self):
        return self.filter(audience=Entry.Audience.TEAM)

    def outside(self, places):
        """Without the files and the changes of nothing but these places, (kind of record, key of its field)."""
        if not places:
            return self
        second = Cast(KeyTextTransform(1, KeyTransform("changes", "details")), models.TextField())
        found = self.alias(second_change=second)
        for kind, key in sorted(places):
            found = found.exclude(subject_kind=kind, details__contains={"place": key})
            alone = Q(details__contains={"changes": [{"key": key}]}, second_change=None)
            found = found.exclude(alone, subject_kind=kind, verb="changed")
        return found

    def newest_first(self):
        return self.select_related("actor").order_by("-happened_at", "-pk")

    def before(self, mark):
        """The page after `mark` = (happened_at, pk) of the last entry shown."""
        moment, pk = mark
        return self.filter(Q(happened_at__lt=moment) | Q(happened_at=moment, pk__lt=pk))

    def with_verbs(self, verbs):
        return self.filter(verb__in=verbs)

    def without(self, verbs):
        return self.exclude(verb__in=verbs)

    def last_change(self):
        """The newest edit, for whoever was about to write over it."""
        return self.filter(verb="changed").select_related("actor").order_by("-pk").first()

    def told_by(self, token):
        """Whether a submission of this token is noted already."""
        return self.filter(details__token=token).exists()

    def count_by_verb(self):
        return self.order_by().values_list("verb").annotate(number=models.Count("pk"))

    def tell(self, kind, verb, told, *, by):
        """Note one verb of many records at once; `told` are (id, details of JSON primitives)."""
        now = clock.now()
        ip, request_id = current_request_facts()
        actor = (by.pk, str(by)) if by else (None, "")
        names = ("subject_kind", "subject_id", "verb", "details", "digest", "actor_id", "actor_name")
        names += ("happened_at", "recorded_at", "audience", "ip", "request_id")
        common = (*actor, now, now, Entry.Audience.TEAM.value, ip, request_id)
        copy_in(Entry, names, [(kind, pk, verb, details, digest_of(details), *common) for pk, details in told])

    def unsealed(self):
        return self.filter(seal__isnull=True).order_by("pk")

    def sealed(self):
        return self.filter(seal__isnull=False).order_by("seal")


class Entry(QuickRows):
    """One fact: who did what to which record, with the names of that day."""

    class Audience(models.TextChoices):
        TEAM = "team"
        ADMINS = "admins"

    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    verb = models.CharField(max_length=40)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=200, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.TEAM)
    ip = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=40, blank=True)
    redacted_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64)
    seal = models.BigIntegerField(null=True, unique=True)
    chain = models.CharField(max_length=64, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-happened_at", "-id"], name="entries_of_a_card"),
            models.Index(fields=["id"], name="entries_to_seal", condition=Q(seal__isnull=True)),
            models.Index(fields=["actor", "-recorded_at"], name="entries_of_an_actor"),
        ]

    def __str__(self):
        return f"{self.subject_kind}.{self.verb} {self.subject_id}"

    @classmethod
    def fact(cls, kind, pk, verb, *, by, at=None, audience=Audience.TEAM, **details):
        """An entry ready to be saved or bulk-created; `at` is when it happened if that was not now."""
        now = clock.now()
        ip, request_id = current_request_facts()
        details = json.loads(json.dumps(details, cls=DjangoJSONEncoder))
        return cls(
            subject_kind=kind,
            subject_id=pk,
            verb=verb,
            details=details,
            actor=by,
            actor_name=str(by) if by else "",
            happened_at=at or now,
            recorded_at=now,
            audience=audience,
            ip=ip,
            request_id=request_id,
            digest=digest_of(details),
        )

    def link_to(self, previous):
        """The hash that binds this entry to the one before; the details count by their digest, so redaction keeps it true."""
        facts = [previous, self.pk, self.subject_kind, self.subject_id, self.verb, self.digest, self.actor_id]
        facts += [self.happened_at.isoformat(), self.recorded_at.isoformat(), self.audience]
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def digest_of(details):
    return hashlib.sha256(json.dumps(details, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
