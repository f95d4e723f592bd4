import pytest
from django.template import Context, Template
from django.test import RequestFactory

from regulations.models import Section

pytestmark = pytest.mark.django_db


def rendered(source, **context):
    template = Template("{% load handbook %}" + source)
    return template.render(Context({"request": RequestFactory().get("/"), **context})).strip()


@pytest.fixture(autouse=True)
def _english():
    from django.utils import translation

    with translation.override("en"):
        yield


def test_a_rule_leads_to_the_section_that_explains_it(handbook):
    assert rendered('{% rule_link "no_task" %}') == '<a class="" href="/handbook/CRM-01/next-step/">11.1 Every deal has a next step</a>'
    assert rendered('{% section_for_rule "overdue" as why %}{{ why.number }} {{ why.url }}') == "11.7 /handbook/CRM-01/overdue/"


def test_a_rule_nobody_explained_is_only_its_words(handbook):
    assert rendered('{% rule_link "unheard-of" "the rule" %}') == "the rule"


def test_a_section_is_linked_by_record_and_by_code(handbook):
    section = Section.objects.by_code("CRM-01", "stages")

    by_record = rendered("{% section_link section %}", section=section)

    assert by_record == rendered('{% section_link "CRM-01/stages" %}')
    assert "7.3 Stages: meaning and grounds for moving" in by_record


def test_a_stage_without_a_section_shows_nothing(handbook):
    assert rendered("{% section_link section %}{% section_extract section %}", section=None) == ""


def test_an_extract_is_the_first_paragraph_with_a_link_to_the_rest(handbook):
    text = rendered('{% section_extract "CRM-01/next-step" %}')

    assert "At closing time every open deal has at least one open task." in text
    assert "Deals are lost not in negotiations" not in text
    assert '<a href="/handbook/CRM-01/next-step/">Section 11.1 “Every deal has a next step”</a>' in text


def test_thirty_links_cost_one_query(handbook, django_assert_num_queries):
    with django_assert_num_queries(1):
        rendered('{% for n in "123456789012345678901234567890" %}{% rule_link "no_task" %}{% endfor %}')


def test_links_survive_an_empty_handbook(roles):
    assert rendered('{% rule_link "no_task" "why" %}{% section_extract "CRM-01/next-step" %}') == "why"
