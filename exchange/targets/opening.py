"""What the past of a client came to in the old system: kept apart from the figures that are reckoned here."""

from django.utils.translation import gettext_lazy as _

from crm_project.lib.cells import BadCell, as_day, as_decimal

from .target import BadRow, TargetField

OPENING = (
    TargetField("opening_first_on", _("First contact before the CRM"), ("дата первого контакта", "первый контакт", "first contact date")),
    TargetField("opening_count", _("Deals before the CRM"), ("количество сделок", "сделок всего", "число продаж", "number of deals")),
    TargetField("opening_sum", _("Paid before the CRM"), ("сумма сделок", "сумма продаж", "сумма всех сделок", "total revenue")),
    TargetField("opening_last_on", _("Last deal before the CRM"), ("дата последней сделки", "последняя сделка", "recent deal close date")),
)
_MOST = {"opening_count": 10**6, "opening_sum": 10**13}


def read_opening(row, order):
    """{column: value} of the figures that a row tells."""
    values = {key: _read(row, key, lambda cell: as_day(cell, order)) for key in ("opening_first_on", "opening_last_on")}
    values |= {key: _read(row, key, as_decimal) for key in _MOST}
    for key, most in _MOST.items():
        if values[key] is not None and not 0 <= values[key] < most:
            raise BadRow(key, "number", row.text(key))
    count = values["opening_count"]
    if count is not None and count != int(count):
        raise BadRow("opening_count", "number", row.text("opening_count"))
    return {key: value for key, value in values.items() if value is not None}


def _read(row, key, reader):
    try:
        return reader(row.cells.get(key))
    except BadCell as bad:
        raise BadRow(key, bad.why, row.text(key)) from None
