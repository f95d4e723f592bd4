"""Words of the import pages: reasons why a row stays out, things worth knowing about rows that came in."""

from django.utils.translation import gettext_lazy as _

KINDS_OF_STAGE = {
    "entry": _("first stage"),
    "working": _("stage on the way"),
    "won": _("won"),
    "lost": _("lost"),
}
REASONS = {
    "empty": _("the field is empty"),
    "too_long": _("the text is too long"),
    "number": _("this is not a number"),
    "phone": _("this is no phone number"),
    "email": _("this is no e-mail address: it reads like name@company.com"),
    "site": _("this is no address of a site"),
    "birthday": _("a birthday lies in the past, after 1900"),
    "inn": _("an INN has 10 or 12 digits"),
    "inn_digit": _("the check digit of the INN does not fit"),
    "kpp": _("a KPP has 9 characters and reads like 231201001"),
    "kpp_of_a_person": _("an entrepreneur with an INN of 12 digits has no KPP"),
    "ogrn": _("an OGRN has 13 or 15 digits"),
    "ogrn_digit": _("the check digit of the OGRN does not fit"),
    "yes_no": _("this is neither yes nor no"),
    "choice": _("this is none of the choices of the field"),
    "date": _("this is not a date"),
    "year": _("the year is not between 1900 and 2100"),
    "spoiled": _("the number was spoiled by the spreadsheet: format the column as text and save it again"),
    "unknown_stage": _("no stage was chosen for this value"),
    "unknown_product": _("no product was chosen for this value"),
    "unknown_owner": _("no colleague was chosen for this value"),
    "owner_not_yours": _("to this colleague you cannot give records"),
    "closed_without_date": _("the deal is closed, but the date of closing is missing"),
    "closed_before_opened": _("the deal was closed before it was opened"),
}
NOTES = {
    "no_company": _("came in without a client: the file names none; each card says so among its gaps"),
    "unknown_source": _("came in without a source: the dictionary has no such word"),
    "unknown_loss_reason": _("came in without a loss reason: the funnel has no such one"),
    "no_opening": _("the file does not tell when it was opened: the moment of the import is taken"),
}
FAILURES = {
    "too_large": _("The file is too large: 50 MB at most, and not a packed giant."),
    "too_many_columns": _("The table has more than 200 columns."),
    "too_many_rows": _("The table has more than 500,000 rows: split it."),
    "damaged": _("The file is damaged: it cannot be read as a table."),
    "empty": _("The file is empty: the first row must hold the titles."),
    "unknown_kind": _("This is not a CSV or XLSX file. Save the table as XLSX and try again."),
    "encoding": _("The letters of the file cannot be read."),
    "no_right": _("The person who started the import may not import any more."),
}
