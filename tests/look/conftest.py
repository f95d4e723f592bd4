"""The style guide in a window."""

import pytest


@pytest.fixture
def page(chromium, live_server):
    """The style guide, open in a desktop window; whatever the console complains about is in `page.complaints`."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda message: page.complaints.append(message.text) if "Content Security Policy" in message.text else None)
    page.goto(f"{live_server.url}/styleguide/")
    yield page
    context.close()
