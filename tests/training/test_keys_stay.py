"""No answer of the server before a test is handed in depends on its key (I-14): with other keys every byte is the same."""

import re
from itertools import pairwise

import pytest
from django.db import connection
from zeal import zeal_ignore

from training.models import QuestionVersion, TestAssignment

from .desk import form, give, right
from .test_pages import SECRETS, telling  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken[^}]*|nonce[-="][^"\s]*|Code for support: \w+|Kept at [\d:]+|data-now="[^"]*"'
)


@pytest.fixture(autouse=True)
def tuesday_noon(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")


def another_key():
    """Put other keys, notes, explanations and samples under the same words, past the trigger that keeps wordings."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for version in QuestionVersion.objects.all():
            QuestionVersion.objects.filter(pk=version.pk).update(payload=_other(version.type, version.payload), explanation={"en": "Else."})
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _other(kind, payload):
    if kind in ("single", "multiple"):
        flags = [one["right"] for one in payload["options"]]
        turned = [one | {"right": flags[n - 1], "note": {"en": "Else."}} for n, one in enumerate(payload["options"])]
        assert [one["right"] for one in turned] != flags
        return payload | {"options": turned, "all_or_nothing": True}
    if kind == "hotspot":
        flags = [one["right"] for one in payload["options"]]
        return payload | {"options": [one | {"right": flags[n - 1]} for n, one in enumerate(payload["options"])]}
    if kind == "order":
        return payload | {"items": payload["items"][::-1]}
    if kind == "match":
        rights = list(payload["pairs"].values())
        return payload | {"pairs": dict(zip(payload["pairs"], [*rights[1:], rights[0]], strict=True))}
    if kind == "truefalse":
        return {"value": not payload["value"]}
    if kind == "number":
        return payload | {"value": "314159265"}
    return payload | {"rubric": [one | {"points": 5, "en": "Else."} for one in payload["rubric"]], "sample": {"en": "Else."}}


def walk(client, attempt, answers):
    """[(address, body)] of everything the person can ask for while the test goes on, in both ways a page is asked for."""
    base, seen = f"/tests/attempts/{attempt.pk}/", []

    def ask(method, address, *args, **headers):
        response = getattr(client, method)(address, *args, **headers)
        body = response.content.decode() + response.headers.get("Location", "") + response.headers.get("HX-Trigger", "")
        seen.append((f"{method} {address}", response.status_code, CHANGING.sub("", body)))

    for address in ("/tests/", f"/tests/assignments/{attempt.assignment_id}/", base, f"{base}check/", f"{base}result/", "/notifications/"):
        ask("get", address)
    for place, answer in answers.items():
        ask("get", f"{base}{place}/"), ask("get", f"{base}{place}/", HTTP_HX_REQUEST="true")
        for wish in ("stay", "back", "skip", "move", "check", ""):
            data = form(answer)
            data["go"] = wish
            ask("post", f"{base}{place}/", data, HTTP_HX_REQUEST="true"), ask("post", f"{base}{place}/", data)
        ask("post", f"{base}{place}/", {"sel": "made-up", "v": "x"}), ask("post", f"{base}{place}/", {"flag": "on", "go": "stay"})
        ask("get", f"{base}{place}/")
    for pk in QuestionVersion.objects.values_list("question", flat=True):
        ask("get", f"/tests/bank/{pk}/")
    for address in ("/tests/bank/", "/tests/bank/made/", "/tests/bank/export/gift/", "/tests/bank/export/xlsx/", "/tests/quadrant/"):
        ask("get", address)
    return seen


def _both_walks(client, attempt, answers):
    # The first walk leaves everything answered, so that the two that are compared begin alike.
    walk(client, attempt, answers)
    before = walk(client, attempt, answers)
    another_key()
    return before, walk(client, attempt, answers)


def test_with_another_key_every_answer_of_the_server_is_the_same(telling, egor, browser):  # noqa: F811
    attempt = give(telling, egor).start(by=egor)
    items = list(attempt.items.with_questions())
    answers = {item.place: right(item) or {"t": "It is so because it is so."} for item in items}
    answers |= {item.place: {"v": "15"} for item in items if item.question_version.type == "number"}
    client = browser(egor)
    with zeal_ignore():
        before, after = _both_walks(client, attempt, answers)
    assert len(before) > 100
    for (address, status, body), (_address, now, other) in zip(before, after, strict=True):
        assert status == now, address
        assert [pair for pair in zip(body.splitlines(), other.splitlines(), strict=True) if pair[0] != pair[1]] == [], address
        assert [secret for secret in SECRETS if secret in body] == [], address
    assert TestAssignment.objects.get().state == "in_progress"


def test_ids_of_options_tell_neither_order_nor_key(handbook):
    """A hundred questions whose right option was written first: sorted by its id it stands anywhere."""
    from .desk import ask

    places = []
    for n in range(100):
        options = ask(f"r-{n}", active=False).current.payload["options"]
        places.append(sorted(one["id"] for one in options).index(next(one["id"] for one in options if one["right"])))
    assert all(places.count(place) > 10 for place in range(3))
    assert any(one != other for one, other in pairwise(places))
