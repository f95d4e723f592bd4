"""A stranger fills in the form of the company; a minute later Anna reads what they want."""

import re

import pytest
from playwright.sync_api import expect

from crm_project.lib import clock
from leads.models import IntakePoint, Lead
from outbox.drain import drain
from tests.factories import make_funnel
from tests.windows import AXE, violations


@pytest.fixture
def form(stages, sales, head, admin):
    make_funnel("Leads", cards="leads")
    questions = [
        {"key": "person", "label": "Ваше имя", "must": True},
        {"key": "phone", "label": "Ваш телефон", "must": True},
        {"key": "comment", "label": "Что вас интересует?", "must": False},
    ]
    values = {"name": "Сайт", "way": "form", "heading": "Узнайте цену", "language": "ru", "questions": questions, "department": sales}
    return IntakePoint.open({**values, "consent_text": "Я согласен", "success_text": "Перезвоним"}, by=admin)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_stranger_asks_from_a_phone_and_anna_reads_it(window, form, anna, scripts):
    page = window(phone=True, java_script_enabled=scripts)
    page.goto(f"/f/{form.token}/?utm_source=yandex")
    shown_at = clock.now()
    page.get_by_label("Ваше имя").fill("нина остапенко")
    page.get_by_role("button", name="Отправить").click()
    expect(page.get_by_text("Заполните, пожалуйста.")).to_be_visible()
    expect(page.get_by_label("Ваше имя")).to_have_value("нина остапенко")

    page.get_by_label("Ваш телефон").fill("8 (918) 442-19-06 доб. 12")
    page.get_by_label("Что вас интересует?").fill("Плуг")
    page.get_by_label("Я согласен").check()
    page.wait_for_timeout(max(0, 2500 - (clock.now() - shown_at).total_seconds() * 1000))
    page.get_by_role("button", name="Отправить").click()
    expect(page.get_by_text("Перезвоним")).to_be_visible()
    drain()

    hers = window(anna)
    hers.goto("/leads/")
    hers.get_by_role("link", name="Нина Остапенко").first.click()
    expect(hers.get_by_text("+7 918 442-19-06")).to_be_visible()
    expect(hers.get_by_text("The client agreed in the form “Сайт”")).to_be_visible()
    assert Lead.objects.get().utm["utm_source"] == "yandex"


@pytest.mark.skipif(not AXE.exists(), reason="bin/assets has not run")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_form_is_for_everybody(window, form, theme):
    page = window(phone=True, bypass_csp=True, color_scheme=theme)
    page.goto(f"/f/{form.token}/")
    faults = violations(page)
    page.get_by_role("button", name="Отправить").click()
    expect(page.get_by_text(re.compile("Ещё не отправлено"))).to_be_visible()
    faults += violations(page)
    page.goto(f"/f/{form.token}/thanks/")

    assert faults + violations(page) == []


@pytest.mark.skipif(not AXE.exists(), reason="bin/assets has not run")
def test_the_settings_of_intakes_are_for_everybody(window, form, admin, sales):
    webhook = IntakePoint.open({"name": "Tilda", "way": "webhook", "department": sales}, by=admin)
    webhook.renew_secret(by=admin)
    page, faults = window(admin, bypass_csp=True), []

    for address in ("", "form/", f"{form.pk}/", f"{webhook.pk}/", "deliveries/"):
        page.goto(f"/settings/intake/{address}")
        faults += [(address, *fault) for fault in violations(page)]

    assert faults == []
