"""Comments on a card: who may write, who is told, what stays."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from crm_project.lib import clock
from notifications.models import Notice
from tests.factories import make_company, make_deal
from timeline.models import Comment, CommentIsClosed


def write(client, record, text, **more):
    return client.post(reverse("timeline:comment", args=[record.kind, record.pk]), {"text": text, **more})


@pytest.mark.parametrize(("who", "status"), [("anna", 302), ("head", 302), ("boris", 404), ("vera", 404), ("auditor", 302), ("egor", 404)])
def test_whoever_sees_a_card_and_may_edit_any_writes_on_it(client, request, anna, funnel, who, status):
    deal = make_deal(anna)
    client.force_login(request.getfixturevalue(who))

    response = write(client, deal, "He wants the wide one")

    assert response.status_code == status
    assert Comment.objects.count() == (1 if who in ("anna", "head") else 0)


def test_the_same_submission_twice_is_one_comment(client, anna, funnel):
    deal, token = make_deal(anna), uuid4()
    client.force_login(anna)

    write(client, deal, "Once", token=token)
    write(client, deal, "Once", token=token)

    assert Comment.objects.count() == 1
    assert deal.entries.filter(verb="commented").count() == 1


def test_an_empty_comment_is_refused_and_the_form_comes_back(client, anna, funnel):
    deal = make_deal(anna)
    client.force_login(anna)

    response = write(client, deal, "   ")

    assert response.status_code == 422
    assert not Comment.objects.exists()


def test_only_colleagues_who_may_see_the_card_are_told_of_a_mention(anna, head, boris, funnel):
    deal = make_deal(anna)

    Comment.leave(deal, f"@{head.full_name} and @{boris.full_name}, look", by=anna)

    assert set(Notice.objects.filter(verb="comment.mentioned").values_list("recipient", flat=True)) == {head.pk}


def test_a_name_that_begins_like_another_is_not_a_mention(anna, head, funnel):
    deal = make_deal(anna)

    comment = Comment.leave(deal, f"@{head.full_name}-Petrova knows", by=anna)

    assert list(comment.mentioned.all()) == []


def test_the_mention_list_offers_only_those_who_may_see(client, anna, head, boris, funnel):
    deal = make_deal(anna)
    client.force_login(anna)

    page = client.post(reverse("timeline:people", args=["deal", deal.pk]), {"q": ""}).content.decode()

    assert head.full_name in page
    assert boris.full_name not in page


def test_the_author_mends_a_comment_for_a_quarter_of_an_hour(anna, head, funnel, monkeypatch):
    deal = make_deal(anna)
    comment = Comment.leave(deal, "First", by=anna)

    comment.edit("Second", deal, by=anna)
    with pytest.raises(CommentIsClosed):
        comment.edit("Third", deal, by=head)
    later = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(CommentIsClosed):
        comment.edit("Third", deal, by=anna)

    comment.refresh_from_db()
    assert comment.text == "Second"


def test_a_removed_comment_leaves_a_trace_without_its_words(client, anna, funnel):
    deal = make_deal(anna)
    comment = Comment.leave(deal, "A secret word", by=anna)
    client.force_login(anna)

    client.post(reverse("timeline:comment-remove", args=["deal", deal.pk, comment.pk]))
    page = client.get(reverse("timeline:feed", args=["deal", deal.pk])).content.decode()

    assert "A secret word" not in page
    assert "The comment was removed" in page


def test_nobody_reaches_a_comment_through_another_card(client, anna, boris, funnel):
    comment = Comment.leave(make_deal(anna), "Hers", by=anna)
    his = make_deal(boris)
    client.force_login(boris)

    assert client.get(reverse("timeline:comment-edit", args=["deal", his.pk, comment.pk])).status_code == 404
    assert client.get(reverse("timeline:comment-reply", args=["deal", his.pk, comment.pk])).status_code == 404


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "{{7*7}}{% debug %}"]
)
def test_a_comment_is_shown_as_text(client, anna, text):
    company = make_company(anna)
    Comment.leave(company, text, by=anna)
    client.force_login(anna)

    page = client.get(reverse("contacts:company", args=[company.pk])).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
    if "7*7" in text:
        assert text in page
