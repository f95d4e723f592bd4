"""Days of a deal are told in the language of whoever reads, on the card and in its history."""

from datetime import date

import pytest
from django.utils import translation

from deals.card_fields import BUILT_IN
from fields.models import CustomField
from tests.factories import make_deal
from tests.hidden import tells_year

pytestmark = pytest.mark.django_db


def in_russian(user):
    user.language = "ru"
    user.save(update_fields=["language"])
    return user


@pytest.mark.parametrize("language, words", [("en", "5 March 2031"), ("ru", "5 марта 2031")])
def test_a_built_in_day_reads_in_the_language_of_the_moment(anna, stages, language, words):
    deal = make_deal(anna)
    deal.change({"decision_on": date(2031, 3, 5)}, by=anna)

    with translation.override(language):
        assert BUILT_IN["decision_on"].shown(deal).replace("\xa0", " ") == words


def test_history_tells_days_in_the_language_of_its_reader(browser, anna, head, admin, stages):
    own = CustomField.add("deal", {"label": "Sowing", "type": "date"}, by=admin)
    deal = make_deal(anna)
    with translation.override("en"):
        deal.change({"decision_on": date(2031, 3, 5), own.key: date(2031, 4, 6)}, by=anna)
        deal.change({"decision_on": date(2031, 5, 7), own.key: None}, by=anna)

    mine = browser(anna).get(deal.url).content.decode().replace("\xa0", " ")
    theirs = browser(in_russian(head)).get(deal.url).content.decode().replace("\xa0", " ")

    assert "<bdi>5 March 2031</bdi> → <b><bdi>7 May 2031</bdi></b>" in mine
    assert "<bdi>5 марта 2031</bdi> → <b><bdi>7 мая 2031</bdi></b>" in theirs
    assert "<s><bdi>6 апреля 2031</bdi></s>" in theirs
    assert "March" not in theirs


def test_history_tells_yes_and_no_in_the_language_of_its_reader(browser, anna, head, admin, stages):
    own = CustomField.add("deal", {"label": "Sowing", "type": "yes_no"}, by=admin)
    deal = make_deal(anna)
    with translation.override("en"):
        deal.change({own.key: False}, by=anna)
        deal.change({own.key: True}, by=anna)

    assert "<bdi>no</bdi> → <b><bdi>yes</bdi></b>" in browser(anna).get(deal.url).content.decode()
    assert "<bdi>нет</bdi> → <b><bdi>да</bdi></b>" in browser(in_russian(head)).get(deal.url).content.decode()


def test_a_change_of_former_days_reads_as_it_was_written(browser, anna, stages):
    deal = make_deal(anna)
    deal.record("changed", by=anna, changes=[{"key": "decision_on", "label": "Decision date", "old": "", "new": "05.03.2031"}])

    assert "05.03.2031" in browser(anna).get(deal.url).content.decode()


def test_whoever_may_not_see_a_field_reads_no_day_of_it(browser, anna, admin, boris, stages):
    from accounts.models import Position

    position = Position.objects.create(name="Accountant")
    own = CustomField.add("deal", {"label": "Audit", "type": "date", "seen_by_positions": [position.pk]}, by=admin)
    deal = make_deal(anna)
    deal.change({own.key: date(2031, 4, 6)}, by=admin)

    assert not tells_year(browser(anna).get(deal.url), 2031)
    assert tells_year(browser(admin).get(deal.url), 2031)
