"""Words of the import pages: reasons why a row stays out, things worth knowing about rows that came in."""

from django.conf import settings
from django.utils.translation import gettext, override, pgettext
from django.utils.translation import gettext_lazy as _

PIPELINE, BETWEEN = "pipeline", ": "

KINDS_OF_STAGE = {
    "entry": _("first stage"),
    "working": _("stage on the way"),
    "won": _("won"),
    "lost": _("lost"),
}
_WORDS_OF_STAGES = {
    "lost": (
        "lost",
        "проигр",
        "отказ",
        "провал",
        "неуспеш",
        "закрыто и не",
        "некачеств",
        "спам",
        "дубл",
        "junk",
        "unqualified",
        "disqualified",
        "rejected",
    ),
    "won": ("won", "успеш", "выигр", "закрыто и ре", "качественный", "сконверт", "converted", "qualified"),
    "entry": (" prospect", " new", " нов", "первич", "неразобр", "не обработан"),
}
REASONS = {
    "empty": _("the field is empty"),
    "too_long": _("the text is too long"),
    "number": _("this is not a number"),
    "phone": _("this is no phone number"),
    "email": _("this is no e-mail address: it reads like name@company.com"),
    "site": _("this is no address of a site"),
    "birthday": _("a birthday lies in the past, after 1900"),
    "inn": _("this is no INN: it has 10 or 12 digits, and not all the same"),
    "inn_digit": _("the check digit of the INN does not fit"),
    "kpp": _("a KPP has 9 characters and reads like 231201001"),
    "kpp_of_a_person": _("an entrepreneur with an INN of 12 digits has no KPP"),
    "ogrn": _("this is no OGRN: it has 13 or 15 digits, and not all the same"),
    "ogrn_digit": _("the check digit of the OGRN does not fit"),
    "yes_no": _("this is neither yes nor no"),
    "currency": _("this is no currency that is known here: write its code, such as RUB"),
    "choice": _("this is none of the choices of the field"),
    "link": _("this is no address of a page"),
    "unknown_colleague": _("there is no colleague of this name"),
    "several_colleagues": _("several colleagues bear this name: write the e-mail"),
    "unknown_client": _("you see no client of exactly this name"),
    "several_clients": _("several clients bear this name"),
    "date": _("this is not a date"),
    "year": _("the year is not between 1900 and 2100"),
    "spoiled": _("the number was spoiled by the spreadsheet: format the column as text and save it again"),
    "left_out": _("you left the rows of this stage out"),
    "torn": _("another row of the same deal stays out: it comes in as a whole or not at all"),
    "nothing_to_call": _("neither a name nor a phone nor an e-mail is told"),
    "unknown_stage": _("no stage was chosen for this value"),
    "unknown_product": _("no product was chosen for this value"),
    "unknown_owner": _("no colleague was chosen for this value"),
    "owner_not_yours": _("to this colleague you cannot give records"),
    "closed_without_date": _("the deal is closed, but the date of closing is missing"),
    "not_moved": _("the deal is here and stays at its stage"),
    "closed_before_opened": _("the deal was closed before it was opened"),
}
NOTES = {
    "to_move": _("are here already and go to the stage of the file, as far as the rules of the funnel let them"),
    "moved": _("were here already and went to the stage of the file"),
    "no_company": _("came in without a client: the file names none; each card says so among its gaps"),
    "lacks_fields": _("lack a field that the stages up to theirs ask for: they come in, and their cards name the gaps"),
    "unknown_source": _("came in without a source: the dictionary has no such word"),
    "unknown_loss_reason": _("came in without a loss reason: the funnel has no such one"),
    "closing_guessed": _("came in as closed on the expected day or that of the last change: the file tells no other"),
    "photo": _("came in without the photo of the card"),
    "odd_birthday": _("came in without the birthday: it is no whole date"),
    "no_opening": _("the file does not tell when it was opened: the moment of the import is taken"),
}
FAILURES = {
    "too_large": _("The file is too large: 50 MB at most, and not a packed giant."),
    "too_many_columns": _("The table has more than 200 columns."),
    "too_many_rows": _("The table has more than 500,000 rows: split it."),
    "gone": _("The file is kept for thirty days and is gone: drop it here once more."),
    "damaged": _("The file is damaged: it cannot be read as a table."),
    "empty": _("The file is empty: the first row must hold the titles."),
    "only_titles": _("There are only titles in the file, no row under them."),
    "unknown_kind": _("This is not a CSV or XLSX file. Save the table as XLSX and try again."),
    "not_text": _("This is no table: there are neither letters nor numbers in the file. Save the table as XLSX or CSV and try again."),
    "old_excel": _("This is an Excel file of the old kind. Open it and save it as XLSX."),
    "locked": _("The file is locked by a password. Save it without one and try again."),
    "formulas": _("The cells hold formulas that nobody has reckoned. Open the file in Excel, save it and try again."),
    "no_right": _("The person who started the import may not import any more."),
}


def kind_of_stage(name):
    """What a stage of another program most probably is, by its name."""
    low = f" {name.casefold()}"
    return next((kind for kind, words in _WORDS_OF_STAGES.items() if any(word in low for word in words)), "working")


def stages_told(run, values):
    """{word of the file: name of the stage}; where the funnel stands before it, a lone one is left out."""
    if PIPELINE not in run.mapping.values():
        return {value: value for value in values}
    funnels = {value.partition(BETWEEN)[0] for value in values}
    return {value: stage_told(run, value) if len(funnels) == 1 else value for value in values}


def stage_told(run, value):
    """The stage alone, without its funnel in the old system."""
    _funnel, between, stage = value.partition(BETWEEN)
    return stage if between and PIPELINE in run.mapping.values() else value


def report_titles():
    """Titles of the columns that the file of refused rows has after its own."""
    return [gettext("Row"), pgettext("of a table", "Column"), gettext("Reason"), gettext("Value")]


def without_report(head):
    """The titles of the first file, when this one is its refused rows, mended."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            titles = report_titles()
        if head[-len(titles) :] == titles:
            return head[: -len(titles)]
    return head


def reason_of(refused):
    """Why a row stayed out: in the words of the record that said no, else in our own."""
    return refused.told or REASONS.get(refused.why, refused.why)
