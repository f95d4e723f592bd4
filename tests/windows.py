"""One Chromium for the tests that need eyes and hands; they are skipped only where there is none."""

import os

import pytest
from django.conf import settings

from crm_project.embedded.chromium import find

AXE = settings.ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"


@pytest.fixture(scope="session")
def chromium():
    path = find()
    if not path:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


CONTRAST = "axe.run(document, {runOnly: {type: 'rule', values: ['color-contrast']}})"


def violations(page, rules=RULES):
    """What axe calls serious or critical on the open page: [(rule, where)]."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
        page.add_style_tag(content="* { transition: none !important; animation: none !important }")
    found = page.evaluate(rules)["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found if one["impact"] in ("serious", "critical")]
