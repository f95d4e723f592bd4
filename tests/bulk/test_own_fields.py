"""Own fields of many records at once, by the same rules as on one card."""

import pytest

from bulk.models import BulkAct
from tests.bulk.conftest import counts
from tests.fields.conftest import make, own  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("entity", ["deal", "company", "contact", "lead"])
def test_many_records_get_one_value_and_the_act_tells_it_in_words(choose, do, own, make, head, anna, entity):  # noqa: F811
    flag, many = own(entity, "yes_no", label="Own transport"), own(entity, "choices", label="Crops", options=["Oats", "Rye"])
    records = [make[entity](anna), make[entity](anna)]

    act = choose(head, entity, "field", records)
    do(act, field=f"extra_{flag.code}", value="true")
    for record in records:
        record.refresh_from_db()
    second = choose(head, entity, "field", records)
    do(second, field=f"extra_{many.code}", value=["Oats", "Rye"])

    for record in records:
        record.refresh_from_db()
        assert record.extra == {flag.code: True, many.code: ["Oats", "Rye"]}
    assert counts(second) == ("done", 2, 0)
    assert second.summary == "Crops: Oats, Rye"


def test_a_wrong_value_changes_nothing(choose, do, own, make, head, anna):  # noqa: F811
    field = own("deal", "choice", options=["Oats"])
    record = make["deal"](anna)

    act = choose(head, "deal", "field", [record])
    answer = do(act, field=f"extra_{field.code}", value="Rye")

    record.refresh_from_db()
    assert (answer.status_code, record.extra) == (422, {})
    assert BulkAct.objects.count() == 1
