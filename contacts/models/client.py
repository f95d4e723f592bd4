from functools import lru_cache

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Workspace
from crm_project.lib import clock
from crm_project.lib.once import made_before
from fields.models import HasCustomFields
from fields.querying import indexes_of_own
from timeline.models import Recorded

from .. import limits
from ..attributes import AFTER_SAVING, CONTACT_DATA, reader_of, readers_of
from ..days_of_check import SURE_ON
from ..drafts import drafted, save_drafts
from ..merging import merge
from ..querysets import ClientQuerySet
from ..refusals import AlreadyGiven, AlreadyMerged, EditConflict, NotAllowed

LIVE = models.Q(deleted_at__isnull=True)


@lru_cache
def _first_values(model):
    """({column: what it holds at first}, [(column, what makes a value of its own for each row)]), in the order of the columns."""
    fields = model._meta.concrete_fields
    made = [(field.attname, field.get_default) for field in fields if callable(field.default) and field.has_default()]
    return {field.attname: field.get_default() for field in fields}, made


class NameKey(models.CharField):
    """Under which look-alike names meet: «Вектор» and «BEKTOP» are one. Filled on every way of saving, by bulk too."""

    def pre_save(self, model_instance, add):
        # The models of migrations have columns, but no methods.
        if hasattr(model_instance, "key_of_name"):
            setattr(model_instance, self.attname, model_instance.key_of_name()[: self.max_length])
        return super().pre_save(model_instance, add)


class Client(Recorded, HasCustomFields):
    """What a company and a person have in common: an owner, a history, ways to reach them."""

    erased_at = None
    merge_model = pair_model = None

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("owner")
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(
        "contacts.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("source")
    )
    segments = models.ManyToManyField("contacts.Segment", blank=True, related_name="%(class)ss", verbose_name=_("segments"))
    about = models.TextField(_("about"), max_length=5000, blank=True)
    search_text = models.TextField(blank=True, editable=False)
    name_key = NameKey(max_length=200, blank=True, editable=False, default="")
    foreign_system = models.CharField(max_length=40, blank=True)
    foreign_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    touched_at = models.DateTimeField()
    checked_on = models.DateField(_("checked on"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, db_index=False, on_delete=models.PROTECT, related_name="absorbed"
    )
    compared_at = models.DateTimeField(null=True, blank=True, editable=False)
    token = models.UUIDField(null=True, unique=True)
    opening_first_on = models.DateField(_("first contact before the CRM"), null=True, blank=True)
    opening_count = models.PositiveIntegerField(_("deals before the CRM"), null=True, blank=True)
    opening_sum = models.DecimalField(_("paid before the CRM"), max_digits=15, decimal_places=2, null=True, blank=True)
    opening_last_on = models.DateField(_("last deal before the CRM"), null=True, blank=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            GinIndex(OpClass(F("search_text"), "gin_trgm_ops"), name="%(class)s_search"),
            *indexes_of_own("%(class)s"),
            models.Index(fields=["owner", "-touched_at", "-id"], name="%(class)s_of_an_owner", condition=LIVE),
            models.Index(F("touched_at").desc(), F("id").desc(), SURE_ON, name="%(class)s_newest_sure_on", condition=LIVE),
            models.Index(fields=["name_key"], name="%(class)s_by_name_key", condition=~models.Q(name_key="")),
            GinIndex(OpClass(F("name_key"), "gin_trgm_ops"), name="%(class)s_like_name"),
            models.Index(fields=["id"], name="%(class)s_to_compare", condition=models.Q(compared_at=None, deleted_at=None)),
            models.Index(fields=["merged_into"], name="%(class)s_absorbed", condition=models.Q(merged_into__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["foreign_system", "foreign_id"], condition=~models.Q(foreign_id=""), name="one_%(class)s_per_foreign_id"
            )
        ]

    @property
    def has_opening_figures(self):
        """Whether an import told what the past came to; those figures are never mixed with reckoned ones."""
        told = (self.opening_first_on, self.opening_count, self.opening_sum, self.opening_last_on)
        return any(figure is not None for figure in told)

    @property
    def phone(self):
        """The number one calls first: {e164} or nothing."""
        return next((one.e164 for one in self.phones.all() if one.e164), "")

    @property
    def phone_in_words(self):
        """The same as people read it, with its extension."""
        return next((one.shown for one in self.phones.all() if one.e164), "")

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def open(cls, values, *, by, owner=None, token=None, at=None):
        """A new client from values by their keys, in normal form (see contacts/attributes.py). One token makes one."""
        if by and not by.may("create", cls.kind):
            raise NotAllowed
        with transaction.atomic():
            if known := made_before(cls, token):
                return known
            client = cls._born(owner or by, by, token, at)
            late = {key for key, value in values.items() if key in AFTER_SAVING or isinstance(value, UploadedFile)}
            client._fill({key: value for key, value in values.items() if key not in late}, by)
            client.save(force_insert=True)
            if client._fill({key: value for key, value in values.items() if key in late and key not in AFTER_SAVING}, by):
                client.save(update_fields=["extra"])
            client._fill({key: value for key, value in values.items() if key in AFTER_SAVING}, by)
            client._stay_in_sight(by)
            client.record("created", by=by, at=client.created_at)
        return client

    @classmethod
    def bring_in(cls, drafts, *, by, **origin):
        """Many new clients at once, drafted from a foreign table by `draft`; `origin` tells the file in their history."""
        if not by.may("create", cls.kind):
            raise NotAllowed
        with transaction.atomic():
            return save_drafts(cls, drafts, by, origin)

    @classmethod
    def draft(cls, values, *, by, owner=None, readers=None, city_code=None, row=0):
        """A client in normal form that is not saved yet, for `bring_in`; the values are those of `open`."""
        client = cls._born(owner or by, by, None, None)
        if city_code is not None:
            client._city_code = city_code
        return drafted(client, values, readers or readers_of(values, cls.kind), row)

    def change(self, values, *, by, version=None, still=None):
        """Edit fields, {key: value}. A stale version is refused, so nothing is overwritten unseen; so is a card of which
        `still(card)`, what the person saw of it, holds no longer."""
        with transaction.atomic():
            self.hold()
            self._check(by, "edit")
            if version is not None and int(version) != self.version:
                raise EditConflict(self)
            if still and not still(self):
                raise EditConflict(self)
            if changes := self._fill(values, by):
                self.touched_at = clock.now()
                if any(change["key"] in CONTACT_DATA for change in changes):
                    self.checked_on = localdate(clock.now())
                self._write()
                self.record("changed", by=by, changes=changes)
        return changes

    def add_phone(self, typed, *, by=None):
        """One more number; a known one stays one. What was typed is kept."""
        return self._add("phones", typed, by)

    def add_email(self, typed, *, by=None):
        return self._add("emails", typed, by)

    def give_to(self, owner, *, by, seen_owner=None):
        """Another person is responsible from now on. `seen_owner` is the id of the owner the person saw, 0 for nobody."""
        if by and not (by.may_decide("reassign", self) and owner.may("edit", self.kind)):
            raise NotAllowed
        with transaction.atomic():
            self.hold()
            self._check(by, "edit")
            if self.owner_id == owner.pk:
                return
            if seen_owner is not None and (self.owner_id or 0) != seen_owner:
                raise AlreadyGiven(self)
            before, self.owner, self.department = self.owner, owner, owner.department
            self._write()
            self.record("given", by=by, before=str(before or ""), to=str(owner))

    def put_into(self, segment, *, by):
        """One more part of the market the client belongs to; the others stay."""
        with transaction.atomic():
            self.hold()
            return self.change({"segments": {*self.segments.all(), segment}}, by=by)

    def take_out_of(self, segment, *, by):
        with transaction.atomic():
            self.hold()
            return self.change({"segments": set(self.segments.all()) - {segment}}, by=by)

    def confirm_data(self, *, by):
        """Somebody asked: the names, phones and addresses are still right today. Twice a day is once."""
        with transaction.atomic():
            self.hold()
            self._check(by, "edit")
            today = localdate(clock.now())
            if self.checked_on == today:
                return
            self.checked_on = today
            type(self).objects.filter(pk=self.pk).update(checked_on=today)
            self.record("data_checked", by=by)

    def discard(self, *, by):
        """Into the trash, from where it returns for thirty days."""
        self._move_to_trash("discarded", clock.now(), by)

    def restore(self, *, by):
        self._move_to_trash("restored", None, by)

    def absorb(self, other, *, by, choices=None, versions=None):
        """Two cards are one client: this one stays, with everything that hung on the other. It can be taken back for thirty days.

        `choices` names the side that each field keeps, {key: "kept" or "absorbed"}; answers the journal.
        """
        return merge(self, other, by=by, choices=choices or {}, versions=versions)

    def touch(self):
        """The client was dealt with just now; lists show the latest first."""
        type(self).objects.filter(pk=self.pk).update(touched_at=clock.now())

    # -- steps ---------------------------------------------------------------

    def hold(self):
        """Lock the row to the end of the transaction and take its present state."""
        held = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(held, field.attname))

    def city_code(self):
        """What completes a short local number: the company's, asked once per object."""
        if not hasattr(self, "_city_code"):
            self._city_code = Workspace.current().city_code
        return self._city_code

    @classmethod
    def _born(cls, owner, by, token, at):
        now = clock.now()
        department = owner.department if owner else by.department
        told = {"token": token, "created_at": at or now, "touched_at": now, "checked_on": localdate(at or now)}
        # By place: a table brings a hundred thousand of them, and by name Django asks each column what it is without a value.
        blank, made = _first_values(cls)
        client = cls(*{**blank, **{name: make() for name, make in made}, **told}.values())
        client.owner, client.department, client.created_by = owner, department, by
        return client

    def _stay_in_sight(self, by):
        """Whoever is limited to segments makes clients of those, were they to forget it."""
        segments = limits.segments_of(by) if by else set()
        if segments and not self.segments.filter(pk__in=segments).exists():
            self.segments.add(min(segments))

    def _check(self, by, action):
        if by and not by.may(action, self):
            raise NotAllowed

    def _fill(self, values, by):
        readers = readers_of(values, self.kind)
        changes = [readers[key].put(self, value, by=by) for key, value in values.items()]
        return [change for change in changes if change]

    def _write(self):
        """Whatever changed, the card is compared with all others once more."""
        self.version, self.compared_at = self.version + 1, None
        self.save()

    def _add(self, key, typed, by):
        with transaction.atomic():
            reader = reader_of(key, self.kind)
            change = reader.add(self, typed)
            if change:
                self.checked_on = localdate(clock.now())
                type(self).objects.filter(pk=self.pk).update(compared_at=None, checked_on=self.checked_on)
            if change and by:
                self.record("changed", by=by, changes=[change])
        return change is not None

    def _move_to_trash(self, verb, moment, by):
        with transaction.atomic():
            self.hold()
            self._check(by, "delete")
            if self.merged_into_id:
                raise AlreadyMerged(self.merged_into)
            self.deleted_at = moment
            self._write()
            self.record(verb, by=by)
