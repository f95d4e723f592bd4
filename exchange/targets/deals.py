from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role
from crm_project.lib import clock
from crm_project.lib.cells import BadCell, as_day, as_decimal, as_moment
from deals.bringing_in import BroughtDeal, bring_in, required_keys
from deals.models import Deal, Product, Stage

from ..words import BETWEEN, PIPELINE
from .comments import comment_of, titles_of_comments
from .headings import CHANGED, CLOSED, CREATED, CURRENCIES, EMAILS, PHONES
from .linked import bring_companies, companies_named, person_told, place_people
from .moving import deals_to_move, move_here
from .numbers import free_number, is_here, numbers_known
from .own_fields import own_fields_of, stored_own
from .people import new_person, people_by_name
from .reasons import Reasons
from .sources import sources_known
from .target import OUT, BadRow, Outcome, Target, TargetField

_RESOLVED = ("source", "company", "contact")
"""What the file names and the card may still not have: the word was not known here."""
_LONGEST = {"name": 300, "foreign_id": 120, "contract_number": 80, "company": 250}


class Deals(Target):
    """Deals with their clients, products and owners; one with the same number in the old system comes in once."""

    what, kind = "deals", "deal"
    needs = ("stage",)
    takes_new_fields = True
    gathers = "foreign_id"
    marks = (
        "название сделки",
        "стадия сделки",
        "этап сделки",
        "deal name",
        "deal stage",
        "opportunity id",
        "бюджет",
        "сделка закрыта",
    )
    fills = (
        "contacts.Company",
        "contacts.Contact",
        "contacts.ContactRole",
        "deals.Deal",
        "deals.DealStay",
        "deals.DealOwning",
        "exchange.BroughtRecord",
        "timeline.Entry",
    )
    fields = (
        TargetField(
            "foreign_id", _("Number in the old system"), ("opportunity id", "opportunity_id", "id", "deal id", "record id", "id сделки")
        ),
        TargetField(
            "name",
            pgettext_lazy("of a thing", "Name"),
            ("deal name", "deal title", "название сделки", "название", "сделка", "opportunity name"),
        ),
        TargetField("owner", _("Owner"), ("sales agent", "sales_agent", "deal owner", "ответственный", "менеджер", "owner"), choose=True),
        TargetField("product", _("Product"), ("товар", "товары", "product", "номенклатура"), choose=True),
        TargetField("price", _("Price of the product"), ("цена", "цена товара", "unit price")),
        TargetField("quantity", _("Quantity of the product"), ("количество", "кол-во", "quantity")),
        TargetField(
            "company",
            _("Company"),
            (
                "account",
                "компания",
                "название компании",
                "компания контакта",
                "associated company",
                "company",
                "организация",
                "organization",
                "deal organization",
                "клиент",
            ),
        ),
        TargetField(
            "contact",
            _("Contact"),
            (
                "контакт",
                "полное имя контакта",
                "основной контакт",
                "контактное лицо",
                "contact",
                "associated contact",
                "contact person",
                "deal contact person",
            ),
        ),
        TargetField("contact_phone", _("Phone of the contact"), PHONES, many=True),
        TargetField("contact_email", _("E-mail of the contact"), EMAILS, many=True),
        TargetField("contact_role", _("Role in the company"), ("должность", "должность (контакт)", "job title")),
        TargetField(
            "stage", _("Stage"), ("deal stage", "deal_stage", "стадия сделки", "стадия", "этап", "этап сделки", "stage"), True, choose=True
        ),
        TargetField(PIPELINE, _("Funnel in the old system"), ("воронка", "pipeline", "воронка продаж", "направление сделки")),
        TargetField("created_at", _("Opened"), CREATED),
        TargetField("closed_at", _("Closed"), CLOSED),
        TargetField("changed_at", _("Changed last"), CHANGED),
        TargetField(
            "amount",
            _("Sum"),
            ("close value", "close_value", "amount", "сумма", "бюджет", "бюджет сделки", "бюджет, ₽", "value", "deal value", "price"),
        ),
        TargetField("currency", _("Currency"), ("валюта", "currency", "currency of value", "deal currency of value")),
        TargetField("expected_close_on", _("Expected close"), ("предполагаемая дата закрытия", "expected close date")),
        TargetField("contract_number", _("Contract number"), ("номер договора", "договор", "contract")),
        TargetField("source", _("Source"), ("источник", "source", "lead source")),
        TargetField("loss_reason", _("Loss reason"), ("причина отказа", "причина проигрыша", "closed lost reason")),
        TargetField(
            "comment",
            _("Comment"),
            (
                *("комментарий", "примечание", "примечание 2", "примечание 3", "примечание 4", "примечание 5"),
                *("дополнительно об источнике", "deal description", "comment", "description", "notes"),
            ),
            many=True,
        ),
    )

    def prepare(self, run):
        stages = _stages_of(run)
        return {
            "zone": run.zone,
            "order": run.choices.get("order", ""),
            "currency": run.choices.get("currency") or "RUB",
            "stages": {value: stages.get(pk, pk) for value, pk in run.choices.get("stage", {}).items()},
            "owners": run.choices.get("owner", {}),
            "people": people_by_name(),
            "yours": self.owners(run.by).select_related("department").in_bulk(),
            "may_hire": run.by.has_right("configure"),
            "products": {product.pk: product for product in Product.objects.live()},
            "product_choice": run.choices.get("product", {}),
            "sources": sources_known(run),
            "reasons": Reasons(run, {stage.funnel_id for stage in stages.values()}),
            "own": own_fields_of(run),
            "roles": {role.code: role for role in Role.objects.all()},
            "comments": titles_of_comments(run),
            "required": {},
            "seen": set(),
        }

    def word(self, row, key):
        """Stages of two funnels may bear one name."""
        funnel = row.text(PIPELINE) if key == "stage" else ""
        return f"{funnel}{BETWEEN}{row.text(key)}" if funnel and row.text(key) else row.text(key)

    def notes(self, row, known):
        gaps = [] if row.text("company") or person_told(row) else ["no_company"]
        gaps += [] if row.text("created_at") else ["no_opening"]
        stage = known["stages"].get(self.word(row, "stage"))
        if (told := row.text("source")) and told.casefold() not in known["sources"]:
            gaps.append("unknown_source")
        if (told := row.text("loss_reason")) and not known["reasons"].of(stage, told):
            gaps.append("unknown_loss_reason")
        if any(key not in self._told(row, known) for key in _asked(stage, known)):
            gaps.append("lacks_fields")
        return gaps if stage.is_open or row.text("closed_at") else [*gaps, "closing_guessed"]

    def read(self, row, known):
        told = self.word(row, "stage")
        stage = known["stages"].get(told)
        if stage is None or isinstance(stage, int | str):
            raise BadRow("stage", "left_out" if stage == OUT else "unknown_stage", told)
        for key, longest in _LONGEST.items():
            if len(row.text(key)) > longest:
                raise BadRow(key, "too_long", row.text(key))
        deal = BroughtDeal(row.number, stage, None, name=row.text("name"), foreign_id=row.text("foreign_id"))
        self._read_figures(deal, row, known)
        self._check_moments(deal, row, known)
        deal.lines = self._lines(row, known)
        person_told(row)
        deal.comment = comment_of(row, known["comments"])
        deal.source = known["sources"].get(row.text("source").casefold())
        if stage.kind == "lost":
            deal.loss_reason = known["reasons"].of(stage, row.text("loss_reason")) or known["reasons"].of(stage, told)
        deal.extra = stored_own(row, known["own"], known["order"])
        self._check_owner(row, known)
        return deal

    def sort_out(self, good, refused):
        """A deal comes in with all of its product lines or not at all: its sum is that of its rows."""
        broken = {row.text("foreign_id") for row, _bad in refused if row.text("product")} - {""}
        torn = [row for row, deal in good if deal.lines and deal.foreign_id in broken]
        refused = [*refused, *((row, BadRow("foreign_id", "torn", row.text("foreign_id"))) for row in torn)]
        numbers = {row.number for row in torn}
        return [(row, deal) for row, deal in good if row.number not in numbers], refused

    def joined(self, pairs):
        """Other programs write a row per product: rows of one number that follow one another are one deal."""
        tails, head = {}, None
        for row, deal in pairs:
            is_tail = head and deal.lines and deal.foreign_id and head[1].foreign_id == deal.foreign_id and head[1].stage == deal.stage
            if is_tail:
                tails[row.number] = head[0].number
            else:
                head = (row, deal)
        return tails

    def here(self, pairs, run, known):
        visible, _taken = numbers_known(Deal, [deal.foreign_id for _row, deal in pairs], run.by)
        return {row.number for row, deal in pairs if is_here(deal.foreign_id, known["seen"], visible)}

    def notes_here(self, pairs, run):
        moves = deals_to_move(pairs, run)
        return ["to_move"] * len(moves)

    def bring(self, pairs, run, known):
        outcome, fresh, here, made, seen = Outcome(), [], [], [], set()
        visible, taken = numbers_known(Deal, [deal.foreign_id for _row, deal in pairs], run.by)
        tails = self.joined(pairs)
        for row, deal in pairs:
            if row.number in tails:
                continue
            if is_here(deal.foreign_id, seen, visible):
                outcome.skipped.append(row.number)
                here.append((row, deal))
            else:
                deal.system, deal.foreign_id = free_number(deal.foreign_id, run.by, taken)
                fresh.append((row, deal))
        _gather(pairs, tails, {row.number: deal for row, deal in fresh}, outcome)
        self._place(fresh, run, outcome)
        for row, deal in fresh:
            deal.owner = self._owner(row, run, known, made)
            deal.gaps = self._gaps(deal, row, known)
        outcome.brought += [("user", user.pk, number, "") for number, user in made]
        deals = bring_in([deal for _row, deal in fresh], by=run.by, file=run.name, **{"import": run.pk})
        outcome.brought += [("deal", deal.pk, row.number, str(deal.version)) for deal, (row, _read) in zip(deals, fresh, strict=True)]
        move_here(here, run, outcome)
        return outcome

    def _read_figures(self, deal, row, known):
        readers = {
            "created_at": lambda cell: as_moment(cell, known["zone"], known["order"]),
            "closed_at": lambda cell: as_moment(cell, known["zone"], known["order"]),
            "expected_close_on": lambda cell: as_day(cell, known["order"]),
            "amount": as_decimal,
        }
        for key, read in readers.items():
            if key == "closed_at" and deal.stage.is_open:
                # Other programs write «не закрыта» here.
                continue
            setattr(deal, key, _value(row, key, read))
        if deal.amount is not None and not 0 <= deal.amount < 10**13:
            raise BadRow("amount", "number", row.text("amount"))
        deal.currency = _currency(row.text("currency")) or known["currency"]
        deal.contract_number = row.text("contract_number")

    def _check_moments(self, deal, row, known):
        """Other programs keep no moment of closing of their own: then the day it was expected, or the last change is it."""
        if not deal.stage.is_open and deal.closed_at is None:
            expected = _value(row, "expected_close_on", lambda cell: as_moment(cell, known["zone"], known["order"]))
            is_past = expected and expected <= clock.now() and not (deal.created_at and expected < deal.created_at)
            deal.closed_at = expected if is_past else _value(row, "changed_at", lambda cell: as_moment(cell, known["zone"], known["order"]))
        if not deal.stage.is_open and deal.closed_at is None:
            raise BadRow("closed_at", "closed_without_date")
        if deal.created_at and deal.closed_at and deal.closed_at < deal.created_at:
            raise BadRow("closed_at", "closed_before_opened", row.text("closed_at"))

    def _lines(self, row, known):
        name = row.text("product")
        if not name:
            return []
        product = known["products"].get(known["product_choice"].get(name))
        if product is None:
            raise BadRow("product", "unknown_product", name)
        price, quantity = _value(row, "price", as_decimal), _value(row, "quantity", as_decimal)
        for key, value, least in (("price", price, 0), ("quantity", quantity, Decimal("0.001"))):
            if value is not None and not least <= value < 10**9:
                raise BadRow(key, "number", row.text(key))
        return [(product, price, quantity)]

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
        place_people(fresh, run, outcome)

    def _told(self, row, known):
        """Keys of the card's fields for which the row has a cell."""
        keys = ("amount", "company", "contact", "product", "source", "contract_number", "expected_close_on")
        told = {key for key in keys if row.text(key)}
        told |= {key for key in ("phone", "email") if row.several(f"contact_{key}")}
        return told | {f"extra_{field.code}" for place, field in known["own"].items() if row.extra.get(place) not in (None, "")}

    def _gaps(self, deal, row, known):
        gaps = [gap for gap in self.notes(row, known) if gap.startswith("no_")]
        told = {key for key in self._told(row, known) if key not in _RESOLVED or getattr(deal, key)}
        return gaps + [key for key in _asked(deal.stage, known) if key not in told and f"no_{key}" not in gaps]


def _asked(stage, known):
    """What the stages up to this one ask for."""
    if stage.pk not in known["required"]:
        known["required"][stage.pk] = required_keys(stage.funnel, stage)
    return known["required"][stage.pk]


def _stages_of(run):
    """{id: stage, with its funnel} of the funnel that was chosen, and of the others where the table holds deals of several."""
    ids = {pk for pk in run.choices.get("stage", {}).values() if isinstance(pk, int)}
    return {stage.pk: stage for funnel in Stage.objects.live().funnels_with(ids) for stage in funnel.live_stages}


def _gather(pairs, tails, fresh, outcome):
    """The further rows of a deal give it their product and their part of the sum; those of a deal that is here are here."""
    for row, part in pairs:
        if row.number not in tails:
            continue
        if deal := fresh.get(tails[row.number]):
            if part.amount is not None and not _repeats(part, deal):
                deal.amount = (deal.amount or 0) + part.amount
            deal.lines += part.lines
            outcome.joined.append(row.number)
        else:
            outcome.skipped.append(row.number)


def _repeats(part, deal):
    """Whether a row tells the sum of the whole deal again instead of its own part, which is price by quantity."""
    _product, price, quantity = part.lines[0]
    return part.amount == deal.amount and price is not None and abs(price * (quantity or 1) - part.amount) >= 1


def _value(row, key, read):
    try:
        return read(row.cells.get(key))
    except BadCell as bad:
        raise BadRow(key, bad.why, row.text(key)) from None


def _currency(text):
    """The code of a currency written as a code, a sign or in words; empty for an empty cell."""
    code = CURRENCIES.get(text.casefold()) or text.upper()
    if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise BadRow("currency", "currency", text)
    return code
