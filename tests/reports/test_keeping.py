"""A year of a large company is counted at most once a minute; a small company's win stands in the report at once."""

from types import SimpleNamespace

import pytest

from crm_project.lib import clock
from reports import keeping

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def question(boris):
    return SimpleNamespace(user=boris, cleaned_data={"period": "year"}, span=SimpleNamespace(start=clock.now(), end=clock.now()))


def test_a_cheap_figure_is_counted_every_time(question):
    answers = iter([1, 2])

    assert keeping.kept_if_dear("total", question, lambda: next(answers)) == 1
    assert keeping.kept_if_dear("total", question, lambda: next(answers)) == 2


def test_a_dear_figure_is_kept_for_its_reader_and_question(question, anna, monkeypatch):
    monkeypatch.setattr(keeping, "DEAR", 0)
    answers = iter([1, 2, 3])

    assert keeping.kept_if_dear("total", question, lambda: next(answers)) == 1
    assert keeping.kept_if_dear("total", question, lambda: next(answers)) == 1
    assert keeping.kept_if_dear("reasons", question, lambda: next(answers)) == 2
    question.user = anna
    assert keeping.kept_if_dear("total", question, lambda: next(answers)) == 3
