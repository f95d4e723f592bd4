"""What the card of a deal shows: the steps, the fields by stage, the people. Read once, with a constant number of queries."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q

from contacts.models import Phone
from crm_project.lib import clock
from crm_project.lib.steady import steady
from fields.models import CustomField
from fields.records import Named, links_of

from .card_fields import BUILT_IN, Custom, reader_of
from .decorators import decorated
from .needs import needs_of
from .permissions import may_confirm, may_discard, may_edit, may_give, may_move, may_move_back, may_see_money, may_sell
from .requirements import stages_with_fields, take_known_funnel
from .talk_proof import is_proof
from .vat import of_lines as vat_of_lines

ALWAYS = ("source", "company", "contact", "amount", "expected_close_on", "decision_on", "contract_number")
SHOWN_ELSEWHERE = {"product", "company", "contact"}


@dataclass
class Step:
    """A stage on the stepper: done, skip, cur or next; what is missing for it; when the deal was there."""

    stage: Any
    state: str
    missing: list = field(default_factory=list)
    entered_at: Any = None
    spent: Any = None


@dataclass
class Row:
    """A field of the card as it reads, and whether it may be filled in place."""

    key: str
    label: str
    value: Any
    words: str
    kind: str
    is_required: bool = False
    is_editable: bool = False
    grace_until: Any = None
    field: Any = None
    links: Any = ()

    @property
    def is_filled(self):
        return self.value not in (None, "", [])


@dataclass
class Group:
    title: str
    rows: list
    is_open: bool = False

    @property
    def empty(self):
        return sum(1 for row in self.rows if row.is_required and not row.is_filled)


class CardPage:
    """One deal as one person sees it."""

    def __init__(self, user, deal):
        self.user, self.deal = user, deal
        take_known_funnel(deal, user)
        decorated([deal], user)
        self._read_phones()

    # -- rights --------------------------------------------------------------

    @cached_property
    def may(self):
        """What this person may do with the deal: asked for with every field."""
        asked = {
            "edit": may_edit,
            "sell": may_sell,
            "move": may_move,
            "back": may_move_back,
            "confirm": may_confirm,
            "give": may_give,
            "discard": may_discard,
        }
        return {name: predicate(self.user, self.deal) for name, predicate in asked.items()}

    @property
    def sees_money(self):
        return may_see_money(self.user)

    @property
    def sees_contacts(self):
        return self.user.has_right("see_contacts")

    # -- the stepper -----------------------------------------------------------

    @cached_property
    def steps(self):
        stays = {}
        for stay in self.deal.stays.order_by("pk"):
            stays[stay.stage_id] = stay
        return [self._step(need, stays.get(need.stage.pk)) for need in self._needs]

    @cached_property
    def _needs(self):
        return needs_of(self.deal, self.user)

    def _step(self, need, stay):
        if need.is_here:
            return Step(need.stage, "cur", spent=clock.now() - self.deal.stage_entered_at)
        if not need.is_behind and self.deal.is_open:
            return Step(need.stage, "next", need.missing)
        if stay is None or stay.was_skipped:
            return Step(need.stage, "skip")
        left = min(stay.left_at, clock.now())
        return Step(need.stage, "done", entered_at=stay.entered_at, spent=left - stay.entered_at)

    @property
    def place(self):
        """Which step of how many, for phones."""
        here = next((number for number, step in enumerate(self.steps, start=1) if step.state == "cur"), len(self.steps))
        return here, len(self.steps)

    @property
    def next_step(self):
        return next((step for step in self.steps if step.state == "next"), None)

    # -- fields ------------------------------------------------------------------

    @cached_property
    def groups(self):
        """The stages with their fields; open are the present one and the next that lacks something."""
        seen, groups, is_next_open = set(), [], False
        for stage in stages_with_fields(self.deal.funnel):
            if stage.kind == "lost":
                continue
            rows = [self._row(one) for one in stage.fields.all() if one.key not in seen and not seen.add(one.key)]
            if rows := [row for row in rows if row]:
                group = Group(stage.name, rows, is_open=stage.pk == self.deal.stage_id)
                groups.append(group)
                is_ahead = stage.position > self.deal.stage.position
                group.is_open = group.is_open or (is_ahead and bool(group.empty) and not is_next_open)
                is_next_open = is_next_open or (is_ahead and group.is_open)
        return [*groups, self._others(seen)]

    @property
    def filled(self):
        """(how many of how many) fields say something."""
        rows = [row for group in self.groups for row in group.rows]
        return sum(row.is_filled for row in rows), len(rows)

    def row(self, key):
        """One field by its key, as its stage asks for it."""
        return next((row for group in self.groups for row in group.rows if row.key == key), None)

    def _others(self, seen):
        rows = [self._row_of(BUILT_IN[key]) for key in ALWAYS if key not in seen]
        rows += [self._row_of(Custom(one)) for one in self._own if one.key not in seen and one.belongs_to(self.deal.funnel_id)]
        return Group("", [row for row in rows if row])

    def _row(self, stage_field):
        reader = reader_of(stage_field)
        if stage_field.custom_id and stage_field.custom.retired_at:
            return None
        row = self._row_of(reader, stage_field.is_required)
        if row and stage_field.is_required and stage_field.is_in_grace(self.deal):
            row.grace_until = stage_field.grace_until
        return row

    def _row_of(self, reader, is_required=False):
        if (reader.is_money and not self.sees_money) or not reader.is_seen_by(self.user):
            return None
        value, field = reader.value(self.deal), getattr(reader, "field", None)
        if is_proof(reader):
            return Row(reader.key, reader.label, value, value, "proof", is_required)
        if field is None:
            return Row(reader.key, reader.label, value, reader.shown(self.deal), _kind(reader, value), is_required, self.may["edit"])
        reader.named = self._named
        row = Row(reader.key, reader.label, value, reader.shown(self.deal), field.type, is_required, self.may["edit"])
        row.field, row.links = field, links_of(field, value, self._named)
        return row

    @cached_property
    def _own(self):
        return steady(self.user, ("custom fields", "deal"), lambda: list(CustomField.objects.of("deal")))

    @cached_property
    def _named(self):
        """The names of what the fields of the card point to, with the reader's eyes: one question per kind."""
        return Named([one for one in self._own if one.is_seen_by(self.user)], [self.deal.extra], self.user)

    # -- the script of the stage ----------------------------------------------------

    @cached_property
    def checklist(self):
        """[(line, is it crossed off)]"""
        stage = self.deal.stage
        return [(item, self.deal.is_ticked(stage, item)) for item in stage.checklist]

    @property
    def ticked(self):
        return sum(is_done for _item, is_done in self.checklist)

    # -- people --------------------------------------------------------------------

    @property
    def people(self):
        """(contact, role, part): the deal's own contact first, then the further participants."""
        own = [(self.deal.contact, "", None)] if self.deal.contact else []
        return own + [(part.contact, part.role, part) for part in self.deal.participants.all() if part.contact_id != self.deal.contact_id]

    def _read_phones(self):
        """Phones of everybody on the card by one query, first number first."""
        contacts = {person.pk: person for person, _role, _part in self.people}
        company = self.deal.company
        clients = [*contacts.values(), *([company] if company else [])]
        if not clients:
            return
        found = list(Phone.objects.filter(Q(contact__in=contacts) | Q(company=company, company__isnull=False)))
        for client in clients:
            known = client.phones.all()
            known._result_cache = [phone for phone in found if client in (contacts.get(phone.contact_id), phone.company_id and company)]
            known._prefetch_done = True
            client._prefetched_objects_cache = {**getattr(client, "_prefetched_objects_cache", {}), "phones": known}

    # -- the money of the lines ------------------------------------------------------

    @property
    def lines(self):
        return self.deal.lines.all()

    @cached_property
    def vat(self):
        """The sums of the lines with their VAT (None without any), and whether it comes on top of the prices."""
        return vat_of_lines(self.lines)


def _kind(reader, value):
    if reader.is_money or isinstance(value, Decimal):
        return "money"
    return "date" if isinstance(value, date) else reader.key if reader.key in ("phone", "email") else "text"
