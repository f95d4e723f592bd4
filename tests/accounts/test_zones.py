import pytest

from accounts.models import Schedule, User, Workspace
from crm_project.lib import clock

pytestmark = pytest.mark.django_db


def test_a_person_without_a_zone_reads_the_departments_then_the_companys(anna):
    User.objects.update(zone="")
    Workspace.objects.update(zone="Asia/Omsk")
    assert User.objects.get(pk=anna.pk).zone_name == "Asia/Omsk"

    Schedule.objects.create(department=anna.department, zone="Asia/Tomsk", effective_from="2020-01-01", created_at=clock.now())
    assert User.objects.get(pk=anna.pk).zone_name == "Asia/Tomsk"


def test_a_persons_own_zone_comes_first(anna):
    anna.zone = "Asia/Vladivostok"

    assert anna.zone_name == "Asia/Vladivostok"
