from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role
from contacts.models import Source
from crm_project.lib.cells import BadCell, as_day, as_decimal, as_moment
from crm_project.lib.text import twin_key
from deals.bringing_in import BroughtDeal, bring_in, required_keys
from deals.models import Deal, Funnel, Product

from .companies import companies_by_name, new_company, save_companies
from .people import new_person, people_by_name
from .target import BadRow, Outcome, Target, TargetField

SYSTEM = "file"


class Deals(Target):
    """Deals with their clients, products and owners; one with the same number in the old system comes in once."""

    what = "deals"
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
        funnel, people = Funnel.objects.get(pk=run.choices["funnel"]), people_by_name()
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
            "people": people,
            "people_by_pk": {user.pk: user for user in people.values()},
            "visible": run.by.people_ids_in(run.by.scope_of("deal", "create")),
            "products": {product.pk: product for product in Product.objects.live()},
            "product_choice": run.choices.get("product", {}),
            "companies": companies_by_name(),
            "sources": {source.name.casefold(): source for source in Source.objects.live()},
            "reasons": {reason.name.casefold(): reason for reason in funnel.loss_reasons.all()},
            "roles": {role.code: role for role in Role.objects.all()},
            "here": set(Deal.objects.filter(foreign_system=SYSTEM).values_list("foreign_id", flat=True)),
            "required": {},
        }

    def check(self, row, known):
        self._read(row, known)

    def notes(self, row):
        gaps = []
        if not row.text("company"):
            gaps.append("no_company")
        if not row.text("created_at"):
            gaps.append("no_opening")
        return gaps

    def bring(self, rows, run, known):
        outcome, fresh, made = Outcome(), [], []
        for row in rows:
            if row.text("foreign_id") and row.text("foreign_id") in known["here"]:
                outcome.skipped.append((row.number, "here_already"))
                continue
            try:
                fresh.append((row, self._read(row, known)))
            except BadRow as bad:
                outcome.refused.append((row, bad))
                continue
            known["here"].add(row.text("foreign_id"))
        self._bring_companies(fresh, run, known, outcome)
        for row, deal in fresh:
            deal.owner = self._owner(row, run, known, made)
            deal.gaps = self._gaps(deal, row, known)
        outcome.brought += [("user", user.pk, number, "") for number, user in made]
        deals = bring_in([deal for _row, deal in fresh], funnel=known["funnel"], by=run.by, system=SYSTEM, file_name=run.name)
        outcome.brought += [("deal", deal.pk, row.number, str(deal.version)) for deal, (row, _read) in zip(deals, fresh, strict=True)]
        return outcome

    def _read(self, row, known):
        stage = known["stages"].get(row.text("stage"))
        if stage is None:
            raise BadRow("stage", "unknown_stage", row.text("stage"))
        deal = BroughtDeal(row.number, stage, None, name=row.text("name")[:300], foreign_id=row.text("foreign_id")[:120])
        self._read_figures(deal, row, known)
        if stage.is_open:
            deal.closed_at = None
        elif deal.closed_at is None:
            raise BadRow("closed_at", "closed_without_date")
        if deal.created_at and deal.closed_at and deal.closed_at < deal.created_at:
            raise BadRow("closed_at", "closed_before_opened", row.text("closed_at"))
        deal.product = self._product(row, known)
        deal.source = known["sources"].get(row.text("source").casefold())
        if stage.kind == "lost":
            deal.loss_reason = known["reasons"].get(row.text("loss_reason").casefold())
        self._check_owner(row, known)
        return deal

    def _read_figures(self, deal, row, known):
        readers = {
            "created_at": lambda cell: as_moment(cell, known["zone"], known["order"]),
            "closed_at": lambda cell: as_moment(cell, known["zone"], known["order"]),
            "expected_close_on": lambda cell: as_day(cell, known["order"]),
            "amount": as_decimal,
        }
        for key, read in readers.items():
            try:
                setattr(deal, key, read(row.cells.get(key)))
            except BadCell as bad:
                raise BadRow(key, bad.why, row.text(key)) from None
        if deal.amount is not None and not 0 <= deal.amount < 10**13:
            raise BadRow("amount", "number", row.text("amount"))
        deal.currency = (row.text("currency") or known["currency"])[:3].upper()
        deal.contract_number = row.text("contract_number")[:80]

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
        chosen = known["owners"].get(name) if name else None
        if name and chosen in (None, ""):
            raise BadRow("owner", "unknown_owner", name)
        if chosen and chosen != "new" and known["visible"] is not None and chosen not in known["visible"]:
            raise BadRow("owner", "owner_not_yours", name)

    def _owner(self, row, run, known, made):
        name = row.text("owner")
        if not name:
            return run.by
        user = known["people_by_pk"].get(known["owners"][name])
        if user is None and known["owners"][name] == "new":
            user = known["people"].get(name.casefold())
            if user is None:
                user = new_person(name, known["roles"]["manager"], run.by.department, None)
                known["people"][name.casefold()] = user
                made.append((row.number, user))
        return user

    def _bring_companies(self, fresh, run, known, outcome):
        new = {}
        for row, deal in fresh:
            name = row.text("company")
            if not name:
                continue
            key = twin_key(name)
            company = known["companies"].get(key) or new.setdefault(key, (row, new_company(name, run.by)))
            deal.company = company[1] if isinstance(company, tuple) else company
        save_companies([company for _row, company in new.values()], run)
        for key, (row, company) in new.items():
            known["companies"][key] = company
            outcome.brought.append(("company", company.pk, row.number, str(company.version)))

    def _gaps(self, deal, row, known):
        gaps = self.notes(row)
        if deal.stage.pk not in known["required"]:
            known["required"][deal.stage.pk] = required_keys(known["funnel"], deal.stage)
        told = {
            key for key in ("amount", "company", "product", "source", "contract_number", "expected_close_on") if getattr(deal, key, None)
        }
        return gaps + [key for key in known["required"][deal.stage.pk] if key not in told and f"no_{key}" not in gaps]
