"""Letters that nobody sees are no words: what is required is asked for again, whatever the form."""

import pytest
from django.urls import reverse

from tests.factories import make_funnel

pytestmark = pytest.mark.django_db
UNSEEN = "\u200b\u2060"


def test_a_stage_keeps_its_name(browser, admin):
    stage = make_funnel().stages.order_by("position").first()
    client, address = browser(admin), reverse("deals:stage", args=[stage.funnel_id, stage.pk])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None} | {"name": UNSEEN}

    assert client.post(address, sent).status_code == 422
    before = stage.name
    stage.refresh_from_db()
    assert stage.name == before


def test_a_word_of_the_glossary_has_a_meaning(browser, admin):
    sent = {"term_ru": "Лид", "definition_ru": UNSEEN}
    answer = browser(admin).post(reverse("regulations:new-term"), sent)
    assert answer.status_code == 422
    assert "Лид" in answer.content.decode(), "what was typed stays"
