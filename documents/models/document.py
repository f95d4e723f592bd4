from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.once import made_before
from crm_project.lib.text import clean_line, sort_key
from deals.models import Deal
from timeline.models import File, Recorded

from ..content import content_of
from ..querysets import DocumentQuerySet
from ..refusals import (
    CannotBeFilled,
    IsAnnulled,
    NobodyToReceive,
    NotAllowed,
    NothingToSell,
    NumberIsGiven,
    PressFailed,
    TemplateIsWrong,
    WithoutPrice,
)
from .own_company import OwnCompany
from .template import Template


class Counter(models.Model):
    """The last number of one kind of documents of one company in one year. Held while a number is taken: no gap, none twice."""

    own_company = models.ForeignKey(OwnCompany, on_delete=models.CASCADE, related_name="+")
    type = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["own_company", "type", "year"], name="one_counter_a_year")]

    @classmethod
    def take(cls, own_company, kind, year):
        """The next number; the transaction of the caller keeps it, or gives it back."""
        which = {"own_company": own_company, "type": kind, "year": year}
        cls.objects.bulk_create([cls(**which)], ignore_conflicts=True)
        counter = cls.objects.select_for_update().get(**which)
        counter.last += 1
        counter.save(update_fields=["last"])
        return counter.last


class Document(Recorded):
    """A paper of a deal under a number. What it says is kept with each edition, whatever becomes of the deal."""

    kind = "document"

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="documents")
    type = models.CharField(_("kind"), max_length=10, choices=Template.Type)
    own_company = models.ForeignKey(OwnCompany, on_delete=models.PROTECT, related_name="documents")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="documents")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=80)
    dated_on = models.DateField(_("date"))
    client_name = models.CharField(max_length=300)
    amount = models.DecimalField(_("sum"), max_digits=15, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    search_text = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=250, blank=True)
    scan = models.ForeignKey(File, null=True, on_delete=models.SET_NULL, related_name="+")
    annulled_at = models.DateTimeField(null=True)
    annulled_why = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    token = models.UUIDField(null=True, unique=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        constraints = [models.UniqueConstraint(fields=["own_company", "type", "year", "serial"], name="a_number_is_given_once")]
        indexes = [
            models.Index(fields=["-dated_on", "-id"], name="documents_newest"),
            models.Index(fields=["deal", "-id"], name="documents_of_a_deal"),
            GinIndex(OpClass(F("search_text"), "gin_trgm_ops"), name="documents_search"),
        ]

    def __str__(self):
        return f"{self.get_type_display().capitalize()} № {self.number}"

    @property
    def latest(self):
        return self.editions.order_by("-number").first()

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def issue(cls, deal, template, own_company, *, by, dated_on=None, valid_until=None, note="", token=None):
        """Take a number and write down what the deal says now: both or neither. The same form again answers the same document."""
        if made := cls.objects.made_by(token):
            return made
        day = dated_on or localdate(clock.now())
        document = cls(deal=deal, type=template.type, own_company=own_company, template=template, year=day.year, dated_on=day)
        _check(by, deal)
        tried = document._try(template, valid_until, note, by)
        with transaction.atomic():
            if made := made_before(cls, token):
                return made
            deal.hold()
            _check(by, deal)
            _ready(deal, template)
            document._take_number(template)
            document.created_by, document.created_at, document.token = by, clock.now(), token
            document._write(document._sayings(tried, template, valid_until, note, by), template, by)
            document._tell("document_issued", by)
        return document

    def revise(self, *, by, template=None, valid_until=None, note="", why=""):
        """The same number says what the deal says now; the former edition stays to be read."""
        with transaction.atomic():
            self._hold(by)
        template = template or self.template
        tried = self._try(template, valid_until, note, by)
        with transaction.atomic():
            self._hold(by)
            _ready(self.deal, template)
            self.sent_at, self.sent_to = None, ""
            self._write(self._sayings(tried, template, valid_until, note, by), template, by, why)
            self._tell("document_revised", by, edition=self.latest.number, why=clean_line(why))

    def mark_sent(self, to, *, by):
        with transaction.atomic():
            self._hold(by)
            self.sent_at, self.sent_to = clock.now(), clean_line(to)[:250]
            self.save(update_fields=["sent_at", "sent_to"])
            self._tell("document_sent", by, to=self.sent_to)

    def attach_scan(self, file, *, by):
        """The signed paper, kept on the document."""
        with transaction.atomic():
            self._hold(by)
            self.scan = file
            self.save(update_fields=["scan"])
            self._tell("document_signed", by, file=file.name)

    def annul(self, why, *, by):
        """It holds no more; its number is not given again."""
        with transaction.atomic():
            self._hold(by)
            self.annulled_at, self.annulled_why = clock.now(), clean_line(why)[:500]
            self.save(update_fields=["annulled_at", "annulled_why"])
            self._tell("document_annulled", by, why=self.annulled_why)

    # -- steps ---------------------------------------------------------------

    def _try(self, template, valid_until, note, by):
        """Fill the template once before anything is held, so that no number goes to a paper that nobody can make.

        Answers what it was filled with, and the products as they were.
        """
        from ..printing import press

        _ready(self.deal, template)
        figures = _figures(self.deal)
        content = content_of(self, template, valid_until=valid_until, note=note, by=by)
        content["number"] = self.number or template.number_of(999999, self.dated_on)
        try:
            press("docx", template.body(), content)
        except (TemplateIsWrong, PressFailed) as why:
            raise CannotBeFilled(template.name, why)
        return content, figures

    def _sayings(self, tried, template, valid_until, note, by):
        """What was tried, under its number; anew if the products changed in between."""
        content, figures = tried
        if figures != _figures(self.deal):
            content = content_of(self, template, valid_until=valid_until, note=note, by=by)
        return content | {"number": self.number}

    def _take_number(self, template):
        self.serial = Counter.take(self.own_company, self.type, self.year)
        self.number = template.number_of(self.serial, self.dated_on)
        if Document.objects.given_later(self).exists():
            raise NumberIsGiven(self.number)

    def _hold(self, by):
        held = Document.objects.select_for_update(of=("self",)).select_related("deal", "template", "own_company").get(pk=self.pk)
        _check(by, held.deal, "edit")
        if held.annulled_at:
            raise IsAnnulled
        self.deal, self.annulled_at, self.scan_id = held.deal, held.annulled_at, held.scan_id

    def _write(self, content, template, by, why=""):
        self.client_name, self.currency = content["client"]["name"][:300], self.deal.currency
        self.amount = self.deal.lines_total() if self.deal.lines_total() is not None else self.deal.amount
        self.search_text = sort_key(f"{self.number} {self.client_name} {content['client']['inn']} {self.deal.name}")
        self.template = template
        self.save()
        last = self.editions.count()
        self.editions.create(
            number=last + 1, template_file=template.file, content=content, why=clean_line(why)[:500], created_by=by, created_at=clock.now()
        )

    def _tell(self, verb, by, **facts):
        """In the history of the document and of its deal."""
        facts = {"name": str(self), "document": self.pk, **facts}
        self.record(verb, by=by, **facts)
        self.deal.record(verb, by=by, **facts)


class Edition(models.Model):
    """What a document said at one moment; its files are made from this and from the template of that moment."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    template_file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(encoder=DjangoJSONEncoder)
    why = models.CharField(max_length=500, blank=True)
    docx = models.ForeignKey(File, null=True, on_delete=models.SET_NULL, related_name="+")
    pdf = models.ForeignKey(File, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_edition_a_number")]

    def __str__(self):
        return f"{self.document}, {self.number}"


def _check(by, deal, action="create"):
    """Whoever may edit the deal, see its sums and make documents."""
    if by and not (by.may("edit", deal) and by.may(action, "document") and by.has_right("see_money")):
        raise NotAllowed


def _figures(deal):
    return list(deal.lines.order_by("pk").values_list("pk", "product__name", "quantity", "price", "discount", "vat"))


def _ready(deal, template):
    if not deal.client:
        raise NobodyToReceive
    lines = list(deal.lines.select_related("product"))
    unpriced = [line.product.name for line in lines if line.price is None]
    # An offer may leave a price to be asked for; what is paid or signed may not.
    if unpriced and template.type != Template.Type.OFFER:
        raise WithoutPrice(unpriced)
    if template.needs_lines and len(unpriced) == len(lines):
        raise NothingToSell
