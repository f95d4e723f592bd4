"""Living blocks: the handbook shows the funnels and the day as they are set, so that text cannot contradict the system."""

import pytest

from deals.changes import Demand
from deals.models import Stage
from fields.models import CustomField
from regulations.book import Book
from regulations.living.alive import Alive
from regulations.living.blocks import names
from regulations.living.marks import asked_in, come_alive
from regulations.models import Regulation, SectionText
from tests.factories import make_funnel

pytestmark = pytest.mark.django_db


@pytest.fixture
def stages_page(client, handbook, funnel, stages):
    def read(user, section="stages"):
        client.force_login(user)
        return client.get(f"/handbook/CRM-01/{section}/").content.decode()

    return read


def test_a_stage_that_is_renamed_reads_so_at_once(stages_page, anna, admin, stages):
    stage = stages["Qualified"]
    stage.exit_result = "The client <b>chose</b> the machine"
    stage.save()
    page = stages_page(anna)
    assert "Qualified" in page
    assert "The client &lt;b&gt;chose&lt;/b&gt; the machine" in page

    Stage.objects.filter(pk=stage.pk).update(name="Need is clear")

    assert "Need is clear" in stages_page(anna)
    assert "{{live" not in stages_page(anna)


def test_a_field_that_is_made_required_is_in_the_handbook_and_one_behind_a_door_is_not_named(stages_page, anna, admin, funnel, stages):
    open_to_all = CustomField.add("deal", {"label": "Width", "type": "number"}, by=admin)
    behind = CustomField.add("deal", {"label": "Margin of ours", "type": "number"}, by=admin)
    CustomField.objects.filter(pk=behind.pk).update(seen_by_roles=[admin.role_id])
    for field in (open_to_all, behind):
        funnel.propose(Demand(stages["Qualified"].pk, field.key, "required"), by=admin)

    assert "Width" in stages_page(anna, "required-fields")
    assert "Margin of ours" not in stages_page(anna, "required-fields")
    assert "Margin of ours" in stages_page(admin, "required-fields")


def test_reasons_of_a_loss_and_the_hour_of_the_close_are_those_in_force(stages_page, anna, funnel):
    reason = funnel.loss_reasons.live().first()

    assert reason.name in stages_page(anna, "deal-lost")
    assert ">18:00<" in stages_page(anna, "evening-check")


def test_a_funnel_of_another_department_is_not_shown(stages_page, anna, vera, service):
    hidden = make_funnel("Of the service")
    hidden.departments.set([service])

    assert "Of the service" not in stages_page(anna)
    assert "Of the service" in stages_page(vera)


def test_nothing_of_the_marks_is_left_where_nobody_draws_them(handbook, anna):
    html = '<p id="b-0123abcd">{{live no_such_block}}</p><p id="b-0123abce">{{live stages}}</p>'

    assert "{{" not in come_alive(html, Alive(anna))
    assert come_alive(html, None) == ""
    regulation = Regulation.objects.get(code="CRM-01")
    book = Book(regulation.edition_in_force(), "ru")
    assert "{{live" not in "".join(page.html for page in book.pages)
    assert not any("live stages" in page.text.search_text for page in book.pages)


def test_every_block_that_the_handbook_asks_for_is_drawn_by_somebody(handbook):
    texts = SectionText.objects.values_list("markdown", flat=True)
    asked = {name for text in texts for name in asked_in(text)}

    assert asked >= {"stages", "required_fields", "loss_reasons", "eod_rules", "glossary", "card_rules", "naming", "task_types", "handoff"}
    assert asked <= set(names())
