"""Whatever a role sees, it may press: every link of every page it reaches leads somewhere."""

import re
from collections import deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from django.test import Client
from django.urls import resolve

from accounts.beginning import make_calendar
from regulations.loader import load_default_handbook
from tasks.ready import make_ready_types
from tests.browser.belongings import Belongings
from tests.browser.test_strangers import MONDAY, picture
from workday.closing import close

pytestmark = pytest.mark.django_db

PIECE = {"HX-Request": "true"}
# Their own things: how they read, what they save for themselves, and the check of the audit that is an auditor's work.
OWN = re.compile(
    r"^/(views/[a-z]+|settings/audit/verification|sign-out|language|theme|me|desk|notices|search|password|tasks/feeds|clients/known|deals/new/twins|day/absences/ask)/|^/handbook/help/(tour|wishes)/|/(people|clients)/$"
)


class Links(HTMLParser):
    """Addresses a page offers: followed whole, asked for as a piece, or posted to."""

    def __init__(self, html):
        super().__init__()
        self.pages, self.pieces, self.posts, self.form = set(), set(), set(), None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = {name: value for name, value in attrs if value}
        if tag == "a" and "href" in given:
            (self.pieces if "data-dialog" in dict(attrs) else self.pages).add(given["href"])
        for name in ("hx-get", "data-dialog-url"):
            if name in given:
                self.pieces.add(given[name])
        if tag == "form" and given.get("method") == "post" and not {"data-undo", "data-selection"} & dict(attrs).keys():
            self.form = given.get("action", "")
        if tag == "button" and given.get("type", "submit") == "submit" and self.form is not None and "data-dialog-url" not in given:
            self.posts.add(self.form)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None


class Walk:
    """Presses everything once or twice of a kind."""

    def __init__(self, user):
        self.client, self.seen, self.kinds, self.refused, self.posts = Client(raise_request_exception=False), set(), {}, [], set()
        self.client.force_login(user)

    def go(self, start="/"):
        waiting = deque([(start, False)])
        while waiting:
            url, is_piece = waiting.popleft()
            page = self.open(url, is_piece)
            if page is None:
                continue
            links = Links(page)
            self.posts |= {urljoin(url, action) for action in links.posts}
            waiting.extend((urljoin(url, link), False) for link in sorted(links.pages))
            waiting.extend((urljoin(url, link), True) for link in sorted(links.pieces))
        return self

    def open(self, url, is_piece):
        url = urldefrag(url).url
        if not url.startswith("/") or url.startswith(("//", "/static/")) or (url, is_piece) in self.seen:
            return None
        self.seen.add((url, is_piece))
        kind = (resolve(url.partition("?")[0]).view_name, "?" in url, is_piece)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if self.kinds[kind] > 1:
            return None
        response = self.client.get(url, headers=PIECE if is_piece else {})
        if response.status_code >= 400:
            self.refused.append(f"{response.status_code} {url}")
        if response.status_code in (301, 302):
            return self.open(response.url, is_piece)
        return response.content.decode() if not response.streaming and "html" in response.get("Content-Type", "") else None


@pytest.fixture(autouse=True)
def _monday(monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", f"{MONDAY}T10:00:00+03:00")


@pytest.fixture
def company(monkeypatch, settings, tmp_path, company_root, anna, head, stages):
    settings.MEDIA_ROOT = tmp_path
    make_ready_types("en")
    make_calendar("en")
    load_default_handbook()
    company_root.judged_from = MONDAY
    company_root.save(update_fields=["judged_from"])
    belongings = Belongings(anna, head, stages)
    monkeypatch.setenv("APP_TEST_CLOCK", f"{MONDAY}T18:05:00+03:00")
    close()
    return belongings


@pytest.mark.parametrize("who", ["anna", "egor", "head", "admin"])
def test_every_link_a_role_sees_opens(request, company, who):
    walk = Walk(request.getfixturevalue(who)).go()

    assert walk.refused == []
    assert len(walk.kinds) > 20


def test_an_auditor_reads_everything_and_is_offered_nothing_to_change(company, auditor):
    before = picture()
    walk = Walk(auditor).go()

    assert walk.refused == []
    assert sorted(url for url in walk.posts if not OWN.search(url)) == []
    assert picture() == before
