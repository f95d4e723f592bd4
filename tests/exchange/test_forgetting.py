"""The files of imports hold what people told elsewhere; they are kept for thirty days and no longer."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contacts.models import Contact
from crm_project.lib import clock
from exchange.forgetting import forget_old_files
from exchange.models import ImportRun, RefusedRow
from exchange.reading import path_of

pytestmark = pytest.mark.django_db
TABLE = "Имя,Телефон\nНина,8 918 442-19-06\n,нет"


def age(run, **ago):
    ImportRun.objects.filter(pk=run.pk).update(created_at=clock.now() - timedelta(**ago))


def test_after_thirty_days_the_file_and_its_refused_rows_are_gone_and_what_came_in_stays(admin, bring):
    run = bring(admin, "contacts", TABLE)
    assert (run.created, run.refused) == (1, 1)
    age(run, days=31)

    for _twice in range(2):
        forget_old_files()

    run.refresh_from_db()
    assert not path_of(run).exists()
    assert not RefusedRow.objects.filter(run=run).exists()
    assert (run.refused, Contact.objects.count()) == (1, 1)
    run.undo(by=admin)


@pytest.mark.parametrize(("state", "days"), [("done", 29), ("running", 40), ("queued", 40), ("undoing", 40)])
def test_a_young_file_and_one_at_work_stay(admin, bring, state, days):
    run = bring(admin, "contacts", TABLE)
    ImportRun.objects.filter(pk=run.pk).update(state=state)
    age(run, days=days)

    forget_old_files()

    assert path_of(run).exists()


def test_a_draft_whose_file_is_gone_is_answered_with_a_sentence(client, admin, draft):
    run = draft(admin, "contacts", TABLE)
    ImportRun.objects.filter(pk=run.pk).update(state="draft")
    age(run, days=31)
    forget_old_files()
    client.force_login(admin)

    shown = client.get(reverse("exchange:preview", args=[run.pk]), follow=True).content.decode()

    assert "The file is kept for thirty days and is gone" in shown
