"""Dictionaries: one list, one form; used words are retired, never deleted."""

import pytest
from django.urls import reverse

from contacts.models import Segment, Source


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("auditor", 200), ("head", 403), ("anna", 403)])
@pytest.mark.parametrize("name", ["sources", "channels", "segments"])
def test_the_words_are_read_by_those_who_see_settings(client, request, name, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse(f"contacts:{name}")).status_code == status


@pytest.mark.parametrize("who", ["auditor", "head", "anna"])
def test_only_those_who_may_change_settings_add_a_word(client, request, who):
    client.force_login(request.getfixturevalue(who))

    assert client.post(reverse("contacts:new-word", args=["sources"]), {"name": "Fair"}).status_code == 403
    assert not Source.objects.exists()


def test_a_word_occurs_once_whatever_its_case(client, admin):
    client.force_login(admin)
    url = reverse("contacts:new-word", args=["sources"])

    client.post(url, {"name": "Fair"})
    assert client.post(url, {"name": " fair "}).status_code == 422

    assert Source.objects.count() == 1


def test_a_segment_gets_its_group(client, admin):
    client.force_login(admin)

    client.post(reverse("contacts:new-word", args=["segments"]), {"name": "Farms", "group_name": "Industry"})

    assert Segment.objects.get().group.name == "Industry"


def test_a_retired_word_is_offered_no_more_and_comes_back(client, admin):
    client.force_login(admin)
    source = Source.objects.create(name="Fair")
    url = reverse("contacts:retire-word", args=["sources", source.pk])

    client.post(url)
    assert not Source.objects.live().exists()
    client.post(url)
    assert Source.objects.live().exists()
