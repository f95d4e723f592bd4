from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models import Channel, Company, Contact
from contacts.resolver import known_by
from crm_project.lib import clock
from crm_project.lib.once import made_before
from crm_project.lib.phone_numbers import parse, shown
from crm_project.lib.text import sort_key
from deals.models import Act, Card, CardMove, Deal, Discarding, Funnel, Owning, ProductGroup, Stay
from deals.models.moving import Moves
from deals.refusals import CardIsClosed, EditConflict, NotAllowed
from deals.requirements import fill
from deals.signals import card_created
from fields.querying import indexes_of_own

from ..columns import change_columns
from ..querysets import LeadQuerySet
from ..refusals import AlreadyTaken, NothingToCall
from ..signals import lead_owned

_MARKS = {"page": _("Page"), "referrer": _("Came from")}


class LeadStay(Stay):
    card = models.ForeignKey("Lead", on_delete=models.CASCADE, related_name="stays")


class LeadMove(CardMove):
    card = models.ForeignKey("Lead", on_delete=models.CASCADE, related_name="moves")


class LeadOwning(Owning):
    card = models.ForeignKey("Lead", on_delete=models.CASCADE, related_name="ownings")

    class Meta:
        indexes = [
            models.Index(fields=["card", "replaced_at"], name="ownings_of_a_lead"),
            models.Index(fields=["owner", "replaced_at"], name="ownings_of_leads_of_a_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["card"], condition=Q(replaced_at=clock.FOREVER), name="one_owner_of_a_lead_at_a_time")
        ]


class LeadDiscarding(Discarding):
    card = models.ForeignKey("Lead", on_delete=models.CASCADE, related_name="discardings")


class LeadAct(models.Model):
    """Something done with whoever asked: what makes a new lead *processed*, as an act does a deal."""

    lead = models.ForeignKey("Lead", on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=10, choices=Act.Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["lead", "recorded_at"], name="acts_of_a_lead"),
            models.Index(fields=["by", "happened_at"], name="acts_on_leads_of_a_person"),
        ]


class Lead(Moves, Card):
    """Someone who is only interested: often no more than a name and a phone; may never buy."""

    class Enquiry(models.TextChoices):
        FIRST = "first", _("first enquiry")
        REPEAT = "repeat", _("known client")
        OPEN_DEAL = "open_deal", _("about an open deal")
        NO_SALE = "no_sale", _("not about a sale")

    kind = "lead"
    stay_model, move_model = LeadStay, LeadMove
    is_being_handed_out = False

    person = models.CharField(_("name"), max_length=250, blank=True)
    company_name = models.CharField(_("company"), max_length=250, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    phone_typed = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    comment = models.TextField(_("what they want"), max_length=10_000, blank=True)
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("channel"))
    utm = models.JSONField(default=dict, blank=True)
    enquiry = models.CharField(_("kind of enquiry"), max_length=10, choices=Enquiry, default=Enquiry.FIRST)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    converted_at = models.DateTimeField(null=True, blank=True)
    deal = models.ForeignKey(Deal, null=True, blank=True, on_delete=models.PROTECT, related_name="from_leads")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="leads")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.PROTECT, related_name="leads")
    interests = models.ManyToManyField(ProductGroup, blank=True, related_name="leads", verbose_name=_("interested in"))

    objects = LeadQuerySet.as_manager()

    class Meta(Card.Meta):
        verbose_name = _("lead")
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="leads_newest", condition=Q(deleted_at=None, closed_at=None)),
            models.Index(fields=["owner", "-created_at", "-id"], name="leads_of_an_owner", condition=Q(deleted_at=None)),
            models.Index(fields=["phone"], name="leads_by_phone", condition=~Q(phone="")),
            models.Index(fields=["email"], name="leads_by_email", condition=~Q(email="")),
            GinIndex(OpClass(F("search_text"), "gin_trgm_ops"), name="leads_search"),
            GinIndex(OpClass(F("phone"), "gin_trgm_ops"), name="leads_by_part_of_phone"),
            *indexes_of_own("lead"),
        ]

    @property
    def url(self):
        return reverse("leads:lead", args=[self.pk])

    @property
    def client(self):
        return self.company or self.contact

    @property
    def extension(self):
        """What is dialled after the number is answered."""
        return parse(self.phone_typed).extension

    @property
    def is_waiting(self):
        return self.taken_at is None and self.is_open

    @property
    def marks(self):
        """(name, value) of where the enquiry came from: marks of the advertisement, the page, what led to it."""
        return [(_MARKS.get(name, name), value) for name, value in self.utm.items()]

    @staticmethod
    def beside_deal(deal, user):
        """The leads a deal came from: their history goes on in the deal's."""
        return [("lead", deal.from_leads.all())]

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def receive(cls, values, *, by, owner=None, department=None, token=None, at=None):
        """A new enquiry: a name and a phone or an e-mail suffice. One token makes one lead.

        What comes from outside comes `by` nobody: it says the `department` whose people may take it.
        """
        if by and not by.may("create", cls.kind):
            raise NotAllowed
        with transaction.atomic():
            if known := made_before(cls, token):
                return known
            files = {key: value for key, value in values.items() if isinstance(value, UploadedFile)}
            lead = cls._born({key: value for key, value in values.items() if key not in files}, owner, department, by, token, at)
            lead.save(force_insert=True)
            if files and change_columns(lead, files, by=by):
                lead.save(update_fields=["extra"])
            lead.interests.set(values.get("interests") or ())
            stays = {"owner": lead.owner, "by": by, "entered_at": lead.stage_entered_at, "recorded_at": lead.recorded_at}
            LeadStay.objects.create(card=lead, stage=lead.stage, stage_name=lead.stage.name, **stays)
            LeadOwning.objects.create(card=lead, owner=lead.owner, department=lead.department, recorded_at=lead.recorded_at)
            lead.record("created", by=by, at=lead.created_at, stage=lead.stage.name, funnel=lead.funnel.name)
            card_created.send(cls, card=lead, by=by)
            if lead.owner:
                lead_owned.send(cls, lead=lead)
            lead._tell_boards()
        return lead

    def take(self, *, by):
        """It is mine from now on: of several who click, one wins and the others are told who and when."""
        if not by.may("see", self.kind):
            raise NotAllowed
        with transaction.atomic():
            free = Lead.objects.open().filter(pk=self.pk, taken_at=None).filter(Q(owner=None) | Q(owner=by))
            now = clock.now()
            won = free.update(owner=by, department=by.department, taken_at=now, taken_by=by, version=F("version") + 1)
            self.refresh_from_db()
            if not won:
                if not self.is_open:
                    raise CardIsClosed
                raise AlreadyTaken(self)
            if not self.ownings.filter(replaced_at=clock.FOREVER, owner=by, department=by.department).exists():
                self._note_owner(by)
            self.hand_outs.settle(now)
            self.record("taken", by=by, waited=int((now - self.created_at).total_seconds()))
            lead_owned.send(Lead, lead=self)
            self._tell_boards()

    def give_to(self, owner, *, by, **why):
        """Somebody else answers it; for them it is new again."""
        with transaction.atomic():
            before = self.owner_id
            super().give_to(owner, by=by, **why)
            if self.owner_id != before:
                self.taken_at = self.taken_by = None
                self._write(["taken_at", "taken_by"])
                if not self.is_being_handed_out:
                    lead_owned.send(Lead, lead=self)

    def put_back(self, *, by, **why):
        """Nobody's again, in the common inbox of the department it came to."""
        with transaction.atomic():
            self.hold()
            before, self.owner = self.owner, None
            self.department = self.ownings.earliest("recorded_at").department
            self.taken_at = self.taken_by = None
            self._note_owner(None)
            self._write(["owner", "department", "taken_at", "taken_by"])
            self.record("given", by=by, before=str(before or ""), to="", **why)
            self._owner_changed(before, by)

    def hand_to_client_owner(self, client, *, by):
        """The client turned out to be a colleague's: the enquiry goes to that colleague, without the right to reassign."""
        with transaction.atomic():
            self.hold()
            if by and not by.may("edit", self):
                raise NotAllowed
            if not self.is_open:
                raise CardIsClosed
            if self.owner_id != client.owner_id or self.department_id != client.owner.department_id:
                self._note_owner(client.owner)
            before, self.owner, self.department = self.owner, client.owner, client.owner.department
            self.taken_at = self.taken_by = None
            self._write(["owner", "department", "taken_at", "taken_by"])
            self.record("given", by=by, before=str(before or ""), to=str(client.owner), client=str(client))
            self._owner_changed(before, by)

    def change(self, values, *, by, version=None, still=None):
        """Edit what is known about who asked; a stale version is refused, so is a lead of which `still(lead)` holds no longer."""
        with transaction.atomic():
            self.hold()
            if by and not by.may("edit", self):
                raise NotAllowed
            self.check_version(version)
            if still and not still(self):
                raise EditConflict(self)
            if changes := change_columns(self, values, by=by):
                self.name = self.name_told()
                self.save()
                self._write([])
                self.record("changed", by=by, changes=changes)

    def join(self, client, *, by):
        """The enquiry of a client one already has: it closes as dealt with and stands in the client's history."""
        with transaction.atomic():
            self._begin(by, None)
            setattr(self, client.kind, client)
            self._write([client.kind])
            self.record("joined_client", by=by, name=str(client), client_kind=client.kind, client=client.pk)
            client.touch()
            return self._close_as_won(by)

    def note_act(self, kind, *, by, at=None):
        """Something was done with whoever asked: the lead counts as processed from the moment it is recorded."""
        now = clock.now()
        return LeadAct.objects.create(lead=self, kind=kind, by=by, happened_at=at or now, recorded_at=now)

    def fill(self, values, *, by):
        """Write fields of the funnel's stages and the protocol; part of the verbs."""
        if changes := fill(self, values, by=by):
            self.save()
            if by:
                self.record("changed", by=by, changes=changes)

    def save(self, *args, **kwargs):
        self.search_text = self.text_to_search()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text"}
        super().save(*args, **kwargs)

    def text_to_search(self):
        return sort_key(f"{self.name} {self.person} {self.company_name} {self.comment[:500]}")

    # -- steps ---------------------------------------------------------------

    @classmethod
    def _born(cls, values, owner, department, by, token, at):
        now = clock.now()
        funnel = Funnel.objects.for_leads().first()
        department = owner.department if owner else department or by.department
        moments = {"created_at": at or now, "recorded_at": now, "stage_entered_at": at or now}
        lead = cls(funnel=funnel, stage=funnel.entry, owner=owner, department=department, created_by=by, token=token, **moments)
        change_columns(lead, values)
        if not lead.phone_typed and not lead.email and not lead.person:
            raise NothingToCall
        lead.name, lead.enquiry = lead.name_told(), lead._enquiry()
        return lead

    def name_told(self):
        """What a lead is called: who asked and from where, else how to reach them."""
        company = f", {self.company_name}" if self.company_name and self.person else self.company_name
        return (f"{self.person}{company}" or shown(self.phone) or self.phone_typed or self.email)[:300]

    def _enquiry(self):
        """First-time, repeat or about an open deal, by the exact phone and e-mail."""
        known = known_by(phone=self.phone_typed, email=self.email)
        if any(type(client).objects.filter(pk=client.pk).with_open_deal().exists() for client, _how in known):
            return self.Enquiry.OPEN_DEAL
        return self.Enquiry.REPEAT if known else self.Enquiry.FIRST

    def _close_as_won(self, by):
        before = self._standing()
        self.closed_at = self.converted_at = clock.now()
        self._write(["converted_at"])
        return self._arrive(self.funnel.won, CardMove.Way.WON, by=by, before=before)
