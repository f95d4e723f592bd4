"""What the planner knows of a table that an import fills: learnt when it has doubled, and not after every hundred rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchange.running import run_import
from exchange.statistics import freshen

COMPANIES = ("contacts.Company",)


def looks(do):
    """The tables looked at meanwhile."""
    with CaptureQueriesContext(connection) as captured:
        do()
    return [query["sql"] for query in captured if query["sql"].startswith("ANALYZE")]


@pytest.fixture
def brought(head, draft):
    def bring(rows, first=0):
        lines = "\n".join(f"Фирма {'с длинным именем ' * 8}{n}" for n in range(first, first + rows))
        run_import(draft(head, "companies", f"Название\n{lines}").pk)

    return bring


def test_a_table_is_looked_at_once_it_has_doubled_and_not_again_before(brought, monkeypatch):
    monkeypatch.setattr("exchange.running.freshen", lambda *_told: None)
    brought(200)
    freshen(COMPANIES)

    assert looks(lambda: freshen(COMPANIES)) == []
    brought(20, first=1000)
    assert looks(lambda: freshen(COMPANIES)) == []
    brought(600, first=2000)
    assert looks(lambda: freshen(COMPANIES)) == ["ANALYZE contacts_company"]
    assert looks(lambda: freshen(COMPANIES)) == []
