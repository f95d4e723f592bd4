"""A browser is woken by an empty call, asks with its own session, shows each notice once and nothing of anybody else's."""

import pytest

from crm_project.lib import clock
from notifications.models import Notice
from notifications.telling import notify

SHOWN = "navigator.serviceWorker.ready.then(w => w.getNotifications()).then(l => l.map(n => [n.body, n.data.url]))"
CLOSE = "navigator.serviceWorker.ready.then(w => w.getNotifications()).then(l => l.forEach(n => n.close()))"


@pytest.fixture
def woken(window, anna, server):
    """Anna's window on her preferences, and what wakes its worker."""
    page = window(anna, permissions=["notifications"])
    page.goto("/notices/preferences/")
    page.evaluate("navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready).then(() => 1)")
    devtools, found = page.context.new_cdp_session(page.page), []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    devtools.send("ServiceWorker.enable")
    page.wait_for_timeout(500)

    def wake():
        call = {"origin": server.url, "registrationId": found[-1]["registrationId"], "data": ""}
        devtools.send("ServiceWorker.deliverPushMessage", call)
        page.wait_for_timeout(1500)
        return page.evaluate(SHOWN)

    return page, wake


def call_for(person, key, n):
    notify([person], "task.missed", key=key, details={"n": n})
    Notice.objects.visible_to(person).filter(key=key).update(pushed_at=clock.now())


def test_a_woken_browser_shows_each_notice_once(woken, anna, boris):
    page, wake = woken
    call_for(boris, "his", 7)
    call_for(anna, "hers", 3)

    assert wake() == [["While the system was down 3 tasks came due", "/tasks/"]]
    page.evaluate(CLOSE)
    assert wake() == []

    call_for(anna, "next", 5)
    assert wake() == [["While the system was down 5 tasks came due", "/tasks/"]]


def test_after_signing_out_there_is_nothing_to_show(woken, anna):
    page, wake = woken
    call_for(anna, "hers", 3)
    page.context.clear_cookies()

    assert wake() == []


def test_nobody_is_asked_before_they_press(window, anna):
    page = window(anna)
    page.add_init_script("window.asked = 0; Notification.requestPermission = () => { window.asked++; return Promise.resolve('denied') }")
    page.goto("/notices/preferences/")
    page.wait_for_timeout(500)

    assert page.evaluate("window.asked") == 0
