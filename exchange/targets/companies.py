from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.checking import site_of, wrong_requisite
from contacts.models import Company
from crm_project.lib.requisites import digits_of

from .clients import ClientTarget
from .headings import EMAILS, PHONES
from .linked import companies_named
from .opening import OPENING
from .target import BadRow, TargetField

_LONGEST = {"name": 250, "full_name": 500, "industry": 120}


class Companies(ClientTarget):
    """Organisations; one that is here already, by foreign id, INN, phone, e-mail or name, is left as it is."""

    what, kind, model = "companies", "company", Company
    keys = ("name", "full_name", "inn", "kpp", "ogrn", "site", "industry")
    fields = (
        TargetField(
            "name",
            pgettext_lazy("of a thing", "Name"),
            (
                "account",
                "company",
                "company name",
                "organization name",
                "название",
                "название компании",
                "компания",
                "организация",
                "наименование",
                "контрагент",
            ),
            True,
        ),
        TargetField(
            "full_name",
            _("Full legal name"),
            ("полное наименование", "юридическое название", "legal name", "реквизит (россия): полное наименование организации"),
        ),
        TargetField("industry", _("Industry"), ("sector", "industry", "отрасль", "сфера деятельности")),
        TargetField("inn", _("INN"), ("инн", "tax id", "реквизит (россия): инн")),
        TargetField("kpp", _("KPP"), ("кпп", "реквизит (россия): кпп")),
        TargetField("ogrn", _("OGRN"), ("огрн", "огрнип", "реквизит (россия): огрн")),
        TargetField(
            "phone",
            _("Phone"),
            PHONES,
            many=True,
        ),
        TargetField("email", _("E-mail"), EMAILS, many=True),
        TargetField("site", _("Site"), ("сайт", "website", "website url", "company domain name", "web", "корпоративный сайт")),
        TargetField(
            "address",
            _("Address"),
            (
                "адрес",
                "address",
                "фактический адрес",
                "юридический адрес",
                "реквизит (россия): адрес",
                "street address",
                "office location",
                "office_location",
                "city",
                "город",
            ),
            many=True,
        ),
        TargetField("parent", _("Part of"), ("subsidiary of", "subsidiary_of", "parent company", "головная компания")),
        TargetField("owner", _("Owner"), ("ответственный", "owner", "company owner"), choose=True),
        TargetField("source", _("Source"), ("источник", "lead source")),
        TargetField("about", _("About"), ("комментарий", "примечание", "comment", "description")),
        *OPENING,
        TargetField("foreign_id", _("Number in the old system"), ("id", "company id", "record id", "id компании")),
    )
    marks = ("название компании", "тип компании", "сфера деятельности", "инн", "company domain name", "реквизит (россия): инн")

    def values(self, row, known):
        values = {key: row.text(key) for key in ("name", "full_name", "industry")}
        if not values["name"]:
            raise BadRow("name", "empty")
        for key, longest in _LONGEST.items():
            if len(values[key]) > longest:
                raise BadRow(key, "too_long", values[key])
        inn, kpp, ogrn = (digits_of(row.number_text(key)) for key in ("inn", "kpp", "ogrn"))
        if wrong := wrong_requisite(inn, kpp, ogrn, doubts=known["doubts"]):
            raise BadRow(*wrong, row.text(wrong[0]))
        site = row.text("site")
        values |= {"inn": inn, "kpp": kpp, "ogrn": ogrn, "site": site_of(site) if site else ""}
        if values["site"] is None:
            raise BadRow("site", "site", site)
        return values

    def finish(self, run, known):
        """Whose part a company is, once all of the file are here: a holding may stand below its daughters."""
        from ..reading import chunks_of

        if "parent" not in run.mapping.values():
            return
        for rows in chunks_of(run):
            told = {row.number: row.text("parent") for row in rows if row.text("parent")}
            parents, _new = companies_named({(name, ""): number for number, name in told.items()}, run)
            known_rows = dict(run.records.of_rows("company", told).values_list("record_id", "row"))
            made = Company.objects.filter(pk__in=known_rows, parent=None).in_bulk()
            for pk, company in made.items():
                parent = parents.get((told[known_rows[pk]], ""))
                company.parent = parent if parent and parent.pk and parent.pk != pk else None
            Company.objects.bulk_update(made.values(), ["parent"])
