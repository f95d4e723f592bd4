"""Two editors at one section of the handbook, each in a window: nothing is reloaded, nothing is lost."""

from playwright.sync_api import expect

from regulations.models import Regulation
from tests.factories import make_user
from tests.regulations.conftest import page, write
from tests.regulations.desk import text


def test_text_is_written_seen_saved_and_argued_about_without_leaving_the_page(window, admin, company_root):
    olga = make_user("olga", department=company_root, role="administrator")
    regulation = Regulation.objects.create(code="INS-01", genre="instruction", source_language="en")
    write(regulation, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", "One.")])
    draft = regulation.open_draft(by=admin)
    his, hers = window(admin), window(olga)
    address = "/handbook/INS-01/draft/s/first/?language=en"
    hers.goto(address)
    his.goto(address)

    his.get_by_label("Text").fill("Call within **15 minutes**.\n\n<b>no html</b>\n\n")
    expect(his.locator("article.k-card .k-doc strong")).to_have_text("15 minutes")
    his.get_by_label("Link to a section").fill("sec:second")
    his.get_by_role("button", name="Insert").click()
    expect(his.locator("article.k-card .k-doc a")).to_have_text("1.2 Second")
    his.get_by_role("button", name="Save", exact=True).first.click()
    expect(his.locator("#ed-state")).to_contain_text("Admin Testova")
    his.get_by_label("Text").press("End")
    his.get_by_label("Text").press_sequentially(" Always.")
    his.get_by_role("button", name="Save", exact=True).first.click()
    expect(his.locator("#ed-toc .ch")).to_have_count(2)

    hers.get_by_label("Text").fill("Of Olga.")
    hers.get_by_role("button", name="Save", exact=True).first.click()
    expect(hers.locator("#ed-state")).to_contain_text("Admin Testova saved this text while you were writing")
    expect(hers.get_by_label("Text")).to_have_value("Of Olga.")
    hers.get_by_role("button", name="Save", exact=True).first.click()
    expect(hers.locator("#ed-state")).to_contain_text("Olga Testova")

    assert text(draft, "first").markdown == "Of Olga."
    his.get_by_role("button", name="Move down").click()
    expect(his.locator("#ed-toc a.active")).to_contain_text("1.2")
