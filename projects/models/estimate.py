"""Plan and actual of a project: lines of money, materials and hours, and what was spent on each."""

from decimal import Decimal

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.formats import money, number
from crm_project.lib.once import made_before
from crm_project.lib.text import clean_line
from deals.models.product import to_cents

from ..permissions import may_see_money
from ..querysets import NoteQuerySet
from ..refusals import EditConflict, FigureRefused, LineIsUsed, NotAllowed
from .project import Project, is_near

MOST_LINES = 200
MOST_QUANTITY = Decimal("1000000000")
MOST_SUM = Decimal("1000000000000")
THOUSANDTH = Decimal("0.001")


class Line(models.Model):
    """One thing that is planned: a sum of money, a material by its unit, or hours of somebody's work.

    `quantity` is the plan in its unit (None of money), `price` what one unit costs; of money it is the planned sum.
    """

    class Kind(models.TextChoices):
        MONEY = "money", _("Money")
        MATERIAL = "material", _("Materials")
        HOURS = "hours", _("Hours")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    quantity = models.DecimalField(_("planned quantity"), max_digits=12, decimal_places=3, null=True, blank=True)
    price = models.DecimalField(_("price of one"), max_digits=15, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    token = models.UUIDField(null=True, unique=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name

    @property
    def planned_sum(self):
        """What the plan costs; None where no price is told."""
        return self.worth(self.quantity)

    def worth(self, quantity):
        if self.kind == self.Kind.MONEY or self.price is None:
            return self.price
        return None if quantity is None else to_cents(self.price * quantity)

    @property
    def is_money(self):
        return self.kind == self.Kind.MONEY

    @classmethod
    def is_gone(cls, pk):
        return not cls.objects.filter(pk=pk).exists()

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def plan(cls, project, *, by, kind, name, unit="", quantity=None, price=None, token=None):
        """One more line of the plan; one token makes one."""
        with transaction.atomic():
            if known := made_before(cls, token):
                return known
            project.hold(by)
            if project.lines.count() >= MOST_LINES:
                raise FigureRefused("name", "many")
            line = cls(project=project, kind=kind, token=token)
            line._take(name, unit, quantity, price, by)
            line.save(force_insert=True)
            line._tell("", line.in_words(), by)
        return line

    def change(self, *, by, name, unit="", quantity=None, price=None, version=None):
        """Other terms; the kind stays. A stale version is refused."""
        with transaction.atomic():
            self._hold(by)
            if version is not None and version != self.version:
                raise EditConflict
            before = self.in_words()
            self._take(name, unit, quantity, price if may_see_money(by) else self.price, by)
            if (now := self.in_words()) != before:
                self.version += 1
                self.save(update_fields=["name", "unit", "quantity", "price", "version"])
                self._tell(before, now, by)

    def drop(self, *, by):
        """A line on which nothing was noted; twice is the same as once."""
        with transaction.atomic():
            self.project.hold(by)
            if not Line.objects.filter(pk=self.pk).exists():
                return
            self._fetch(by)
            if self.notes.standing().exists():
                raise LineIsUsed
            words = self.in_words()
            self.notes.all().delete()
            self.delete()
            self._tell(words, "", by)

    def note_spent(self, *, by, day, quantity=None, amount=None, text="", token=None):
        """What was spent on one day: a quantity, a sum, or both. One token notes it once."""
        with transaction.atomic():
            if known := made_before(Note, token):
                return known
            self._hold(by)
            if not is_near(day) or day > clock.local_today():
                raise FigureRefused("day", "spent")
            quantity = None if self.is_money else _figure("quantity", quantity, MOST_QUANTITY, THOUSANDTH)
            if amount is None and not self.is_money:
                amount = self.worth(quantity)
            amount = _figure("amount", amount, MOST_SUM, None) if amount is not None or self.is_money else None
            facts = {"day": day, "quantity": quantity, "amount": amount, "text": clean_line(text)[:250]}
            note = Note.objects.create(line=self, token=token, created_at=clock.now(), created_by=by, **facts)
            self._tell("", note.in_words(), by, is_note=True)
        return note

    # -- steps ---------------------------------------------------------------

    def in_words(self):
        parts = [self.name]
        if self.quantity is not None:
            parts.append(f"{number(self.quantity.normalize())} {self.unit}".strip())
        if self.price is not None:
            parts.append(money(self.price, self.project.currency))
        return " · ".join(parts)

    def _hold(self, by):
        self.project.hold(by)
        self._fetch(by)

    def _fetch(self, by):
        held = Line.objects.select_for_update().get(pk=self.pk)
        for name in ("name", "unit", "quantity", "price", "version"):
            setattr(self, name, getattr(held, name))
        if self.is_money and not may_see_money(by):
            raise NotAllowed

    def _take(self, name, unit, quantity, price, by):
        if self.is_money and not may_see_money(by):
            raise NotAllowed
        self.name, self.unit = clean_line(name)[:200], "" if self.is_money else clean_line(unit)[:20]
        if not self.name:
            raise FigureRefused("name", "empty")
        self.quantity = None if self.is_money else _figure("quantity", quantity, MOST_QUANTITY, THOUSANDTH)
        self.price = _figure("price", price, MOST_SUM, None) if price is not None or self.is_money else None
        if self.price is not None and self.quantity is not None and self.price * self.quantity >= MOST_SUM:
            raise FigureRefused("price", "figure")

    def _tell(self, before, now, by, is_note=False):
        """What it is and what it costs is told to whoever may see sums, to others only that it changed."""
        label = str(_("Spent") if is_note else _("Plan of costs"))
        self.project.record("changed", by=by, changes=[{"key": "estimate", "label": label, "old": before, "new": now, "is_money": True}])


class Note(models.Model):
    """What was spent on a line on one day. A mistake is taken back and stays in the history."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="notes")
    day = models.DateField(_("day"))
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3, null=True)
    amount = models.DecimalField(_("sum"), max_digits=15, decimal_places=2, null=True)
    text = models.CharField(_("note"), max_length=250, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField(null=True, unique=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["line"], name="standing_notes_of_a_line", condition=Q(taken_back_at=None))]

    def __str__(self):
        return self.in_words()

    def in_words(self):
        line = self.line
        spent = "" if self.quantity is None else f"{number(self.quantity.normalize())} {line.unit}".strip()
        cost = "" if self.amount is None else money(self.amount, line.project.currency)
        return " · ".join(part for part in (line.name, spent, cost, f"{self.day:%d.%m.%Y}", self.text) if part)

    def take_back(self, *, by):
        """It was noted by mistake; twice is the same as once."""
        with transaction.atomic():
            self.line._hold(by)
            gone = Note.objects.standing().filter(pk=self.pk).update(taken_back_at=clock.now(), taken_back_by=by)
            if gone:
                self.line._tell(self.in_words(), "", by, is_note=True)


def _figure(field, value, most, step):
    """A quantity or sum above zero, exact to its step."""
    if value is None or not value.is_finite() or not 0 < value < most:
        raise FigureRefused(field, "figure")
    exact = to_cents(value) if step is None else value.quantize(step)
    if exact != value:
        raise FigureRefused(field, "figure")
    return exact
