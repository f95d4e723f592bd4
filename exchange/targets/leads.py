from hashlib import sha256

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Workspace
from crm_project.lib.cells import BadCell, as_moment
from deals.models import Funnel
from leads.bringing_in import BroughtLead, bring_in
from leads.models import Lead

from .comments import comment_of, titles_of_comments
from .headings import CHANGED, CLOSED, CREATED, EMAILS, PHONES
from .numbers import free_number, is_here, numbers_known
from .own_fields import own_fields_of, stored_own
from .reach import emails_of, phones_of
from .reasons import Reasons
from .sources import sources_known
from .target import OUT, BadRow, Outcome, Target, TargetField

_UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
_LONGEST = {"person": 250, "company_name": 250, "foreign_id": 120}


class Leads(Target):
    """Enquiries; one with the same number in the old system, or the very same row, comes in once."""

    what, kind = "leads", "lead"
    needs = ("person", "last_name", "first_name", "phone", "email")
    takes_new_fields = True
    fills = ("leads.Lead", "leads.LeadStay", "leads.LeadOwning", "exchange.BroughtRecord", "timeline.Entry")
    fields = (
        TargetField("foreign_id", _("Number in the old system"), ("id", "lead id", "id лида", "record id", "номер лида")),
        TargetField("title", _("Name of the lead"), ("название лида", "лид", "lead name", "lead title")),
        TargetField(
            "person", pgettext_lazy("person", "Name"), ("фио", "ф.и.о.", "полное имя", "контакт", "контактное лицо", "full name", "name")
        ),
        TargetField("last_name", _("Last name"), ("фамилия", "last name", "surname")),
        TargetField("first_name", _("First name"), ("имя", "first name")),
        TargetField("patronymic", _("Patronymic"), ("отчество", "middle name")),
        TargetField("company_name", _("Company"), ("название компании", "компания", "организация", "company", "company name")),
        TargetField("phone", _("Phone"), PHONES, many=True),
        TargetField("email", _("E-mail"), EMAILS, many=True),
        TargetField(
            "stage", _("Stage"), ("статус", "стадия", "статус лида", "стадия лида", "этап", "status", "lead status", "stage"), choose=True
        ),
        TargetField("owner", _("Owner"), ("ответственный", "менеджер", "owner", "lead owner"), choose=True),
        TargetField("source", _("Source"), ("источник", "source", "lead source", "original source")),
        TargetField("created_at", _("Opened"), CREATED),
        TargetField("closed_at", _("Closed"), CLOSED),
        TargetField("changed_at", _("Changed last"), CHANGED),
        TargetField("loss_reason", _("Loss reason"), ("причина отказа", "причина проигрыша", "unqualified reason")),
        TargetField(
            "comment",
            _("What they want"),
            (
                "комментарий",
                "примечание",
                "сообщение",
                "дополнительно об источнике",
                "дополнительно о статусе",
                "дополнительно о стадии",
                "товар",
                "сумма",
                "возможная сумма",
                "должность",
                "comment",
                "description",
                "message",
                "notes",
            ),
            many=True,
        ),
        *(TargetField(key, key) for key in _UTM),
    )
    marks = (
        "название лида",
        "повторный лид",
        "статус лида",
        "lead status",
        "lead name",
        "lead id",
        "lead owner",
        "дополнительно о статусе",
    )

    def allowed(self, user):
        return super().allowed(user) and not Workspace.current().enquiries_become_deals and Funnel.objects.for_leads().exists()

    def prepare(self, run):
        funnel = Funnel.objects.for_leads().first()
        stages = {stage.pk: stage for stage in funnel.live_stages}
        return {
            "by": run.by,
            "funnel": funnel,
            "entry": funnel.entry,
            "zone": run.zone,
            "order": run.choices.get("order", ""),
            "stages": {value: stages.get(pk, pk) for value, pk in run.choices.get("stage", {}).items()},
            "owners": run.choices.get("owner", {}),
            "people": self.owners(run.by).select_related("department").in_bulk(),
            "sources": sources_known(run),
            "reasons": Reasons(run, {funnel.pk}),
            "own": own_fields_of(run),
            "comments": titles_of_comments(run),
            "seen": set(),
        }

    def read(self, row, known):
        for key, longest in _LONGEST.items():
            if len(row.text(key)) > longest:
                raise BadRow(key, "too_long", row.text(key))
        stage, values = self._stage(row, known), _values(row, known)
        lead = BroughtLead(row.number, stage, values, owner=self._owner(row, known), foreign_id=row.text("foreign_id") or _print_of(row))
        for key in ("created_at", "closed_at"):
            setattr(lead, key, _moment(row, key, known) if key != "closed_at" or not stage.is_open else None)
        if not stage.is_open:
            lead.closed_at = lead.closed_at or _moment(row, "changed_at", known) or lead.created_at
        if lead.created_at and lead.closed_at and lead.closed_at < lead.created_at:
            raise BadRow("closed_at", "closed_before_opened", row.text("closed_at"))
        if stage.kind == "lost":
            lead.loss_reason = known["reasons"].of(stage, row.text("loss_reason")) or known["reasons"].of(stage, row.text("stage"))
        lead.extra = stored_own(row, known["own"], known["order"])
        return lead

    def notes(self, row, known):
        source, reason = row.text("source"), row.text("loss_reason")
        told = ["unknown_source"] if source and source.casefold() not in known["sources"] else []
        told += ["unknown_loss_reason"] if reason and not known["reasons"].of(known["entry"], reason) else []
        return told if row.text("created_at") else [*told, "no_opening"]

    def here(self, pairs, run, known):
        visible, _taken = numbers_known(Lead, [lead.foreign_id for _row, lead in pairs], run.by)
        return {row.number for row, lead in pairs if is_here(lead.foreign_id, known["seen"], visible)}

    def bring(self, pairs, run, known):
        outcome, fresh, seen = Outcome(), [], set()
        visible, taken = numbers_known(Lead, [lead.foreign_id for _row, lead in pairs], run.by)
        for row, lead in pairs:
            if is_here(lead.foreign_id, seen, visible):
                outcome.skipped.append(row.number)
            else:
                lead.system, lead.foreign_id = free_number(lead.foreign_id, run.by, taken)
                lead.gaps = [note for note in self.notes(row, known) if note.startswith("no_")]
                fresh.append(lead)
        leads = bring_in(fresh, funnel=known["funnel"], by=run.by, file=run.name, **{"import": run.pk})
        outcome.brought = [("lead", lead.pk, told.row, str(lead.version)) for lead, told in zip(leads, fresh, strict=True)]
        return outcome

    def _stage(self, row, known):
        """A table without stages holds new enquiries."""
        value = row.text("stage")
        if not value:
            return next(stage for stage in known["funnel"].live_stages if stage.kind == "entry")
        stage = known["stages"].get(value)
        if stage == OUT:
            raise BadRow("stage", "left_out", value)
        if stage is None or isinstance(stage, int | str):
            raise BadRow("stage", "unknown_stage", value)
        return stage

    def _owner(self, row, known):
        name = row.text("owner")
        if not name:
            return known["by"]
        chosen = known["owners"].get(name)
        if chosen in (None, ""):
            raise BadRow("owner", "unknown_owner", name)
        if chosen not in known["people"]:
            raise BadRow("owner", "owner_not_yours", name)
        return known["people"][chosen]


def _values(row, known):
    """Columns of the lead; further numbers and addresses go into the comment, so that nothing is lost."""
    person = " ".join(text for text in (row.text(key) for key in ("last_name", "first_name", "patronymic")) if text)
    phones, emails = phones_of(row), emails_of(row)
    values = {"person": row.text("person") or person[:250], "company_name": row.text("company_name"), "source": None}
    values["phone_typed"], values["email"] = next(iter(phones), "")[:60], next(iter(emails), "")
    if not (values["person"] or values["phone_typed"] or values["email"]):
        values["person"] = row.text("title")[:250]
    if not (values["person"] or values["phone_typed"] or values["email"]):
        raise BadRow("person", "nothing_to_call")
    title = row.text("title")
    reach = ", ".join([*phones[1:], *emails[1:]])
    values["comment"] = comment_of(row, known["comments"], before=[title] if title != values["person"] else [], after=[reach])
    values["source"] = known["sources"].get(row.text("source").casefold())
    if marks := {key: row.text(key)[:500] for key in _UTM if row.text(key)}:
        values["utm"] = marks
    return values


def _moment(row, key, known):
    try:
        return as_moment(row.cells.get(key), known["zone"], known["order"])
    except BadCell as bad:
        raise BadRow(key, bad.why, row.text(key)) from None


def _print_of(row):
    """What makes a row without a number itself: the same row again is the same enquiry."""
    keys = ["title", "person", "last_name", "first_name", "company_name", "created_at"]
    told = [row.text(key) for key in keys] + row.several("phone") + row.several("email")
    told += [] if row.text("created_at") else row.each("comment")
    return f"#{sha256('|'.join(told).encode('utf-8', 'replace')).hexdigest()[:40]}"
