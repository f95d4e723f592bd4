"""Which rules hold in a department on a date: its own row, else the nearest one above, else the usual."""

from collections import defaultdict
from functools import cached_property

from accounts.models import Department

from .models import RuleSetting
from .rules import BY_CODE, CODES
from .state import DEALS, LEADS


class SettingsInForce:
    """All settings by one query, by two where departments differ; asked for any department and date."""

    def __init__(self):
        self._rows = defaultdict(list)
        for row in RuleSetting.objects.order_by("effective_from", "pk"):
            self._rows[row.department_id].append(row)
        self._paths = dict(Department.objects.values_list("pk", "path")) if set(self._rows) - {None} else {}

    def of(self, department_id, day):
        """The row that holds; an unsaved one with the usual values when nobody ever set any."""
        above = [int(part) for part in self._paths.get(department_id, "").split("/") if part]
        for bearer in [*reversed(above), None]:
            for row in reversed(self._rows.get(bearer, ())):
                if row.effective_from <= day:
                    return row
        return RuleSetting()

    def codes(self, department_id, day):
        setting = self.of(department_id, day)
        return frozenset(code for code in CODES if setting.is_on(code))

    def kinds(self, department_id, day):
        """What the rules are asked of: deals, and leads where the department says so."""
        return (DEALS, LEADS) if self.of(department_id, day).leads else (DEALS,)

    @cached_property
    def ever_ask_of_leads(self):
        return any(row.leads for rows in self._rows.values() for row in rows)


def as_facts(setting):
    """What the ledger keeps of a setting."""
    rules = {code: {"on": setting.is_on(code), "version": rule.version, "section": rule.section} for code, rule in BY_CODE.items()}
    facts = {"min_age": setting.min_age, "leads": setting.leads, "actions": setting.acts, "signals": setting.signalled}
    return {"setting": setting.pk or 0, **facts, **rules}
