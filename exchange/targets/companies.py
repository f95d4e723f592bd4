from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Company
from crm_project.lib import clock
from crm_project.lib.text import clean_line, sort_key, twin_key
from fields.models import CustomField
from timeline.models import Entry

from .target import BadRow, Outcome, Target, TargetField


class Companies(Target):
    """Organisations; one that is here already, by foreign id, INN or name, is left as it is."""

    what = "companies"
    takes_new_fields = True
    fields = (
        TargetField(
            "name",
            pgettext_lazy("of a thing", "Name"),
            ("account", "company", "company name", "название", "название компании", "компания", "организация", "наименование"),
            True,
        ),
        TargetField("industry", _("Industry"), ("sector", "industry", "отрасль", "сфера деятельности")),
        TargetField("inn", _("INN"), ("инн", "tax id")),
        TargetField("kpp", _("KPP"), ("кпп",)),
        TargetField("phone", _("Phone"), ("телефон", "рабочий телефон", "phone", "phone number")),
        TargetField("email", _("E-mail"), ("email", "e mail", "рабочий e-mail", "почта")),
        TargetField("site", _("Site"), ("сайт", "website", "web", "корпоративный сайт")),
        TargetField("address", _("Address"), ("адрес", "address", "office location", "office_location", "city", "город")),
        TargetField("parent", _("Part of"), ("subsidiary of", "subsidiary_of", "parent company", "головная компания")),
        TargetField("owner", _("Owner"), ("ответственный", "owner", "company owner")),
        TargetField("about", _("About"), ("комментарий", "примечание", "comment", "description")),
        TargetField("foreign_id", _("Number in the old system"), ("id", "company id", "record id")),
    )

    def prepare(self, run):
        return {
            "by_name": companies_by_name(),
            "foreign": set(Company.objects.filter(foreign_system="file").values_list("foreign_id", flat=True)),
            "new_fields": new_fields(run, "company"),
            "seen": set(),
        }

    def check(self, row, known):
        name = row.text("name")
        if not name:
            raise BadRow("name", "empty")
        if len(name) > 250:
            raise BadRow("name", "too_long", name)

    def notes(self, row):
        return []

    def bring(self, rows, run, known):
        outcome, fresh = Outcome(), []
        for row in rows:
            key = twin_key(row.text("name"))
            if row.text("foreign_id") in known["foreign"] - {""} or key in known["by_name"]:
                outcome.skipped.append((row.number, "here_already"))
                continue
            company = new_company(row.text("name"), run.by, row)
            known["by_name"][key] = company
            fresh.append((row, company))
        for row, company in fresh:
            company.extra = {field.code: row.extra[place] for place, field in known["new_fields"].items() if row.extra.get(place)}
        save_companies([company for _row, company in fresh], run)
        self._link_parents(fresh, known)
        self._reach(fresh)
        outcome.brought = [("company", company.pk, row.number, str(company.version)) for row, company in fresh]
        return outcome

    def _link_parents(self, fresh, known):
        linked = []
        for row, company in fresh:
            name = row.text("parent")
            if name and (parent := known["by_name"].get(twin_key(name))) and parent.pk and parent.pk != company.pk:
                company.parent = parent
                linked.append(company)
        Company.objects.bulk_update(linked, ["parent"])

    def _reach(self, fresh):
        from contacts.models import Address, Email, Phone
        from crm_project.lib.phone_numbers import parse

        phones = [
            Phone(company=company, e164=parse(row.text("phone")).e164, typed=row.text("phone")[:250])
            for row, company in fresh
            if row.text("phone")
        ]
        Phone.objects.bulk_create(phones)
        Email.objects.bulk_create([Email(company=c, address=r.text("email").lower()) for r, c in fresh if "@" in r.text("email")])
        Address.objects.bulk_create([Address(company=c, text=r.text("address")[:400]) for r, c in fresh if r.text("address")])


def companies_by_name():
    """{look-alike key: company}: «Acme Corp» and «ACME corp» are one."""
    return {twin_key(company.name): company for company in Company.objects.live().only("pk", "name", "legal_form")}


def new_company(name, by, row=None):
    now = clock.now()
    company = Company(name=clean_line(name)[:250], typed_name=clean_line(name)[:300], owner=by, department=by.department, created_by=by)
    company.created_at = company.touched_at = now
    if row:
        company.industry, company.about = row.text("industry")[:120], row.text("about")[:5000]
        company.inn, company.kpp, company.site = row.text("inn")[:12], row.text("kpp")[:9], row.text("site")[:250]
        if row.text("foreign_id"):
            company.foreign_system, company.foreign_id = "file", row.text("foreign_id")[:120]
    company.search_text = sort_key(f"{company.name} {company.inn}")
    return company


def save_companies(companies, run):
    Company.objects.bulk_create(companies, batch_size=1000)
    Entry.objects.bulk_create([Entry.fact("company", company.pk, "imported", by=run.by, file=run.name) for company in companies])


def new_fields(run, entity):
    """{column: CustomField} for the columns that become fields of their own."""
    places = {place: int(key.removeprefix("extra:")) for place, key in run.mapping.items() if key.startswith("extra:")}
    fields = CustomField.objects.in_bulk(places.values())
    return {place: fields[pk] for place, pk in places.items()}
