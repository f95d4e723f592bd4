"""How views answer pages and pieces."""

import json

import pytest
from django.contrib.messages.storage.base import BaseStorage
from django.test import RequestFactory

from crm_project.lib.htmx import done, go_to, page_or_fragment, refused, wants_fragment


class Kept(BaseStorage):
    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


@pytest.fixture
def asked():
    def ask(*, by_htmx, **headers):
        request = RequestFactory().post("/x/", headers={"HX-Request": "true", **headers} if by_htmx else headers)
        request._messages = Kept(request)
        return request

    return ask


def triggers(response):
    return json.loads(response["HX-Trigger"])


def test_history_asks_for_the_page_not_the_piece(asked):
    assert wants_fragment(asked(by_htmx=True))
    assert not wants_fragment(asked(by_htmx=True, **{"HX-History-Restore-Request": "true"}))
    assert not wants_fragment(asked(by_htmx=False))


def test_page_and_piece_are_told_apart_by_caches(asked):
    response = page_or_fragment(asked(by_htmx=True), "errors/404.html", "errors/_piece.html", {"words": "Only this"})
    assert "Only this" in response.content.decode()
    assert "<html" not in response.content.decode()
    assert "HX-Request" in response["Vary"]


def test_done_closes_the_dialog_and_offers_undo(asked):
    response = done(asked(by_htmx=True), toast="Сделка переведена", undo_url="/undo/", events=["live:badges"])
    assert response.status_code == 204
    assert response["HX-Trigger"].isascii()
    assert triggers(response) == {
        "k:close": {"target": "body"},
        "k:toast": {"target": "body", "text": "Сделка переведена", "undo_url": "/undo/"},
        "live:badges": {"target": "body"},
    }


def test_done_without_scripts_goes_back_with_a_message(asked):
    request = asked(by_htmx=False)
    response = done(request, toast="Deal moved", undo_url="/undo/", back="/deals/")
    assert (response.status_code, response["Location"]) == (302, "/deals/")
    assert [(str(message), message.extra_tags) for message in request._messages._queued_messages] == [("Deal moved", "undo:/undo/")]


def test_a_refusal_stays_until_it_is_read_and_swaps_nothing(asked):
    response = refused(asked(by_htmx=True), toast="Сделку уже перевёл Игорь")
    assert response.status_code == 409
    assert response["HX-Reswap"] == "none"
    assert triggers(response)["k:toast"]["error"] is True


def test_leaving_a_page_moves_the_whole_window(asked):
    assert go_to(asked(by_htmx=True), "/deals/7/")["HX-Redirect"] == "/deals/7/"
    assert go_to(asked(by_htmx=False), "/deals/7/")["Location"] == "/deals/7/"
