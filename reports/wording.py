from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

_NOTHING = {
    "owner": gettext_noop("nobody's"),
    "superior": gettext_noop("without a head"),
    "product": gettext_noop("without a product"),
    "source": gettext_noop("without a source"),
    "industry": gettext_noop("industry unknown"),
    "reason": gettext_noop("without a reason"),
}


def label_of(row, form):
    """The words of a row, in the reader's language: months and quarters by name, gaps said aloud."""
    if form.grouping == "month":
        return date_format(row.key.astimezone(form.span.zone), "F Y")
    if form.grouping == "quarter":
        local = row.key.astimezone(form.span.zone)
        return _("Quarter %(number)d, %(year)d") % {"number": (local.month + 2) // 3, "year": local.year}
    if form.group_field:
        return row.label or _("not filled in")
    return row.label or _(_NOTHING[form.grouping])


def key_text(row, form):
    """The key as the address of the list behind the row carries it."""
    if form.grouping in ("month", "quarter"):
        return row.key.astimezone(form.span.zone).date().isoformat()
    return "" if row.key is None else str(row.key)
