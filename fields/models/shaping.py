"""How an administrator shapes a field: each change is a verb with its history, and raises the field's version."""

from django.db import models, transaction
from django.db.models import Max

from crm_project.lib import clock
from crm_project.lib.text import clean_line
from timeline.models import Entry

from .. import lineage, options
from ..refusals import FieldChanged, FieldIsDemanded, FieldIsTold, NotAllowed, TypeStays

LOSSLESS = {
    "text": {"text"},
    "link": {"text"},
    "phone": {"text"},
    "choice": {"text", "choices"},
    "money": {"number"},
}
"""{type: what it may become with every value kept and readable}; `choice` becomes a list of one."""

WITH_OPTIONS = ("choice", "choices")
_TOLD = ("label", "hint", "type", "options", "seen_by_positions", "seen_by_roles", "funnels")


class Shaping(models.Model):
    """`by` needs the right to configure; None is the set-up and the import."""

    class Meta:
        abstract = True

    @classmethod
    def add(cls, entity, values, *, by):
        """A new field; its code is made once and never used again."""
        with transaction.atomic():
            number = cls.objects.filter(entity=entity).count() + 1
            while cls.objects.filter(entity=entity, code=f"f{number}").exists():
                number += 1
            last = cls.objects.filter(entity=entity).aggregate(last=Max("position"))["last"] or 0
            field = cls.objects.create(entity=entity, code=f"f{number}", position=last + 1, **values)
            field.record("field_added", by=by, audience=Entry.Audience.ADMINS, label=field.label, entity=entity)
        return field

    def change(self, values, *, by, version=None, renamed=None, heirs=None):
        """Name, hint, type, options, who sees it, which funnels it belongs to: {attribute: value}.

        `renamed` is {option: its new spelling}; `heirs` is {option that goes: the one its values get, "" for none}.
        The values that records hold follow by one statement each kind, and so do saved views and rules that name an
        option; tells (how many records, {what else: how many}).
        """
        with transaction.atomic():
            self._begin(by, version)
            values = {name: clean_line(value) if isinstance(value, str) else value for name, value in values.items()}
            before = {name: getattr(self, name) for name in _TOLD}
            self._check_type(values.get("type", self.type))
            self._check_funnels(values.get("funnels", self.funnels))
            self._check_secrecy(values)
            moved, followed = [], {}
            if values.get("type", self.type) in WITH_OPTIONS:
                moved, followed = options.carry(self, values.get("options", self.options), renamed or {}, heirs or {}, by=by)
            if values.get("type") == "choices" and self.type == "choice":
                options.make_lists(self)
            for name, value in values.items():
                setattr(self, name, value)
            told = {name: [was, getattr(self, name)] for name, was in before.items() if was != getattr(self, name)}
            if self.type == "file" and self.is_limited:
                options.mark_files(self)
            if told or moved:
                self._write(list(values))
                self._note("field_changed", by, was=told, moved=moved, followed=followed)
        return sum(count for _old, _new, count in moved), followed

    def place(self, *, earlier, by):
        """One place up or down among the live fields of its entity."""
        with transaction.atomic():
            self._begin(by)
            fields = list(type(self).objects.of(self.entity).select_for_update())
            number = next((n for n, one in enumerate(fields) if one.pk == self.pk), None)
            other = number is not None and number + (-1 if earlier else 1)
            if number is None or not 0 <= other < len(fields):
                return
            fields[number], fields[other] = fields[other], fields[number]
            for position, one in enumerate(fields, start=1):
                one.position = position
            type(self).objects.bulk_update(fields, ["position"])
            self._note("field_placed", by, earlier=earlier)

    def retire(self, *, by, version=None, lift=False):
        """It is asked for and shown no more; the values stay. What a stage demands is refused, or lifted in the same step."""
        with transaction.atomic():
            self._begin(by, version)
            if self.retired_at:
                return
            if lift:
                lineage.lift(self, by=by)
            if holding := [use for use in lineage.uses_of(self) if use.holds]:
                raise FieldIsDemanded(holding)
            self.retired_at = clock.now()
            self._write(["retired_at"])
            self._note("field_retired", by)

    def bring_back(self, *, by):
        with transaction.atomic():
            self._begin(by)
            if self.retired_at is None:
                return
            self.retired_at = None
            self._write(["retired_at"])
            self._note("field_back", by)

    # -- steps ---------------------------------------------------------------

    def _begin(self, by, version=None):
        if by and not by.has_right("configure"):
            raise NotAllowed
        held = type(self).objects.select_for_update().get(pk=self.pk)
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(held, field.attname))
        if version is not None and version != self.version:
            raise FieldChanged(self)

    def _check_type(self, wanted):
        if wanted != self.type and wanted not in LOSSLESS.get(self.type, ()):
            raise TypeStays

    def _check_funnels(self, wanted):
        """A stage of a funnel that the field is to leave still counts on it."""
        if set(wanted) != set(self.funnels) and wanted:
            left = [use for use in lineage.uses_of(self) if use.funnel is not None and use.funnel not in wanted]
            if left:
                raise FieldIsDemanded(left)

    def _check_secrecy(self, values):
        """What is to be kept for some must not be told to everybody by a name or a notice."""
        limits = values.get("seen_by_positions") or values.get("seen_by_roles")
        if limits and not self.is_limited and (telling := [use for use in lineage.uses_of(self) if use.tells_all]):
            raise FieldIsTold(telling)

    def _write(self, names):
        self.version += 1
        self.save(update_fields=[*names, "version"])

    def _note(self, verb, by, **facts):
        self.record(verb, by=by, audience=Entry.Audience.ADMINS, label=self.label, entity=self.entity, **facts)
