from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role
from contacts.models import Source
from crm_project.lib.cells import BadCell, as_day, as_decimal, as_moment
from deals.bringing_in import BroughtDeal, bring_in, required_keys
from deals.models import Deal, Funnel, Product

from .clients import bring_companies, companies_named
from .people import new_person, people_by_name
from .target import SYSTEM, BadRow, Outcome, Target, TargetField

_LONGEST = {"name": 300, "foreign_id": 120, "contract_number": 80, "company": 250}


class Deals(Target):
    """Deals with their clients, products and owners; one with the same number in the old system comes in once."""

    what, kind = "deals", "deal"
    needs = ("stage",)
    fills = ("contacts.Company", "deals.Deal", "deals.DealStay", "deals.DealOwning", "exchange.BroughtRecord", "timeline.Entry")
    fields = (
        TargetField(
            "foreign_id", _("Number in the old system"), ("opportunity id", "opportunity_id", "id", "deal id", "record id", "id сделки")
        ),
        TargetField(
            "name", pgettext_lazy("of a thing", "Name"), ("deal name", "название сделки", "название", "сделка", "opportunity name")
        ),
        TargetField("owner", _("Owner"), ("sales agent", "sales_agent", "deal owner", "ответственный", "менеджер", "owner"), choose=True),
        TargetField("product", _("Product"), ("товар", "товары", "product", "номенклатура"), choose=True),
        TargetField("company", _("Company"), ("account", "компания", "associated company", "company", "организация", "клиент")),
        TargetField(
            "stage", _("Stage"), ("deal stage", "deal_stage", "стадия сделки", "стадия", "этап", "этап сделки", "stage"), True, choose=True
        ),
        TargetField("created_at", _("Opened"), ("engage date", "engage_date", "дата создания", "create date", "дата начала", "created")),
        TargetField("closed_at", _("Closed"), ("close date", "close_date", "дата закрытия", "дата завершения", "closed")),
        TargetField("amount", _("Sum"), ("close value", "close_value", "amount", "сумма", "бюджет", "бюджет сделки", "price")),
        TargetField("currency", _("Currency"), ("валюта", "currency")),
        TargetField("expected_close_on", _("Expected close"), ("предполагаемая дата закрытия", "expected close date")),
        TargetField("contract_number", _("Contract number"), ("номер договора", "договор", "contract")),
        TargetField("source", _("Source"), ("источник", "source", "lead source")),
        TargetField("loss_reason", _("Loss reason"), ("причина отказа", "причина проигрыша", "closed lost reason")),
    )

    def prepare(self, run):
        funnel = Funnel.objects.get(pk=run.choices["funnel"])
        stages = {stage.pk: stage for stage in funnel.live_stages}
        for stage in stages.values():
            stage.funnel = funnel
        return {
            "funnel": funnel,
            "zone": run.zone,
            "order": run.choices.get("order", ""),
            "currency": run.choices.get("currency") or "RUB",
            "stages": {value: stages.get(pk) for value, pk in run.choices.get("stage", {}).items()},
            "owners": run.choices.get("owner", {}),
            "people": people_by_name(),
            "yours": self.owners(run.by).select_related("department").in_bulk(),
            "may_hire": run.by.has_right("configure"),
            "products": {product.pk: product for product in Product.objects.live()},
            "product_choice": run.choices.get("product", {}),
            "sources": {source.name.casefold(): source for source in Source.objects.live()},
            "reasons": {reason.name.casefold(): reason for reason in funnel.loss_reasons.all()},
            "roles": {role.code: role for role in Role.objects.all()},
            "required": {},
            "seen": set(),
        }

    def notes(self, row, known):
        gaps = [] if row.text("company") else ["no_company"]
        gaps += [] if row.text("created_at") else ["no_opening"]
        for key, words in (("source", known["sources"]), ("loss_reason", known["reasons"])):
            if (told := row.text(key)) and told.casefold() not in words:
                gaps.append(f"unknown_{key}")
        return gaps

    def read(self, row, known):
        stage = known["stages"].get(row.text("stage"))
        if stage is None:
            raise BadRow("stage", "unknown_stage", row.text("stage"))
        for key, longest in _LONGEST.items():
            if len(row.text(key)) > longest:
                raise BadRow(key, "too_long", row.text(key))
        deal = BroughtDeal(row.number, stage, None, name=row.text("name"), foreign_id=row.text("foreign_id"))
        self._read_figures(deal, row, known)
        self._check_moments(deal, row)
        deal.product = self._product(row, known)
        deal.source = known["sources"].get(row.text("source").casefold())
        if stage.kind == "lost":
            deal.loss_reason = known["reasons"].get(row.text("loss_reason").casefold())
        self._check_owner(row, known)
        return deal

    def here(self, pairs, run, known):
        visible, _taken = _numbers_known(pairs, run.by)
        return {row.number for row, deal in pairs if self._is_here(deal, known["seen"], visible)}

    def bring(self, pairs, run, known):
        outcome, fresh, made, seen = Outcome(), [], [], set()
        visible, taken = _numbers_known(pairs, run.by)
        for row, deal in pairs:
            if self._is_here(deal, seen, visible):
                outcome.skipped.append(row.number)
            else:
                deal.system, deal.foreign_id = _free_number(deal.foreign_id, run.by, taken)
                fresh.append((row, deal))
        self._place(fresh, run, outcome)
        for row, deal in fresh:
            deal.owner = self._owner(row, run, known, made)
            deal.gaps = self._gaps(deal, row, known)
        outcome.brought += [("user", user.pk, number, "") for number, user in made]
        deals = bring_in([deal for _row, deal in fresh], funnel=known["funnel"], by=run.by, file=run.name, **{"import": run.pk})
        outcome.brought += [("deal", deal.pk, row.number, str(deal.version)) for deal, (row, _read) in zip(deals, fresh, strict=True)]
        return outcome

    def _is_here(self, deal, seen, visible):
        """A deal with the same number in the old system that the importer sees, or that stood in a row above."""
        if not deal.foreign_id:
            return False
        if deal.foreign_id in visible or deal.foreign_id in seen:
            return True
        seen.add(deal.foreign_id)
        return False

    def _read_figures(self, deal, row, known):
        readers = {
            "created_at": lambda cell: as_moment(cell, known["zone"], known["order"]),
            "closed_at": lambda cell: as_moment(cell, known["zone"], known["order"]),
            "expected_close_on": lambda cell: as_day(cell, known["order"]),
            "amount": as_decimal,
        }
        for key, read in readers.items():
            cell = row.cells.get(key)
            if key == "closed_at" and deal.stage.is_open:
                # Other programs write «не закрыта» here.
                continue
            try:
                setattr(deal, key, read(cell))
            except BadCell as bad:
                raise BadRow(key, bad.why, row.text(key)) from None
        if deal.amount is not None and not 0 <= deal.amount < 10**13:
            raise BadRow("amount", "number", row.text("amount"))
        deal.currency = (row.text("currency") or known["currency"])[:3].upper()
        deal.contract_number = row.text("contract_number")

    def _check_moments(self, deal, row):
        if not deal.stage.is_open and deal.closed_at is None:
            raise BadRow("closed_at", "closed_without_date")
        if deal.created_at and deal.closed_at and deal.closed_at < deal.created_at:
            raise BadRow("closed_at", "closed_before_opened", row.text("closed_at"))

    def _product(self, row, known):
        name = row.text("product")
        if not name:
            return None
        product = known["products"].get(known["product_choice"].get(name))
        if product is None:
            raise BadRow("product", "unknown_product", name)
        return product

    def _check_owner(self, row, known):
        name = row.text("owner")
        if not name:
            return
        chosen = known["owners"].get(name)
        if chosen in (None, ""):
            raise BadRow("owner", "unknown_owner", name)
        if chosen not in known["yours"] and not (chosen == "new" and known["may_hire"]):
            raise BadRow("owner", "owner_not_yours", name)

    def _owner(self, row, run, known, made):
        name = row.text("owner")
        if not name:
            return run.by
        if known["owners"][name] in known["yours"]:
            return known["yours"][known["owners"][name]]
        user = known["people"].get(name.casefold())
        if user is None:
            user = known["people"][name.casefold()] = new_person(name, known["roles"]["manager"], run.by.department, None)
            made.append((row.number, user))
        return user

    def _place(self, fresh, run, outcome):
        wanted = {}
        for row, _deal in fresh:
            if name := row.text("company"):
                wanted.setdefault((name, ""), row.number)
        companies, new = companies_named(wanted, run)
        bring_companies(new, run, outcome)
        for row, deal in fresh:
            deal.company = companies.get((row.text("company"), ""))

    def _gaps(self, deal, row, known):
        gaps = [gap for gap in self.notes(row, known) if gap.startswith("no_")]
        if deal.stage.pk not in known["required"]:
            known["required"][deal.stage.pk] = required_keys(known["funnel"], deal.stage)
        told = {
            key for key in ("amount", "company", "product", "source", "contract_number", "expected_close_on") if getattr(deal, key, None)
        }
        return gaps + [key for key in known["required"][deal.stage.pk] if key not in told and f"no_{key}" not in gaps]


def _numbers_known(pairs, by):
    """(numbers of the old system whose deals the importer sees, (system, number) of all that are taken)"""
    numbers = {deal.foreign_id for _row, deal in pairs} - {""}
    deals = Deal.objects.filter(foreign_system__in=[SYSTEM, f"{SYSTEM}:{by.pk}"], foreign_id__in=numbers)
    return set(deals.visible_to(by).values_list("foreign_id", flat=True)), set(deals.values_list("foreign_system", "foreign_id"))


def _free_number(number, by, taken):
    """A number that somebody else's deal bears is kept under a name of one's own, and nobody is told."""
    free = [(system, number) for system in (SYSTEM, f"{SYSTEM}:{by.pk}") if number and (system, number) not in taken]
    return free[0] if free else ("", "")
