"""From an empty database to a company that sells: everything from the screens."""

import re

from django.core import mail
from playwright.sync_api import expect

from accounts.models import Invitation, Role, User, Workspace
from deals.models import Deal
from outbox.drain import drain
from tests.factories import PASSWORD


def invite(page, emails, role):
    page.goto("/settings/invitations/")
    page.get_by_role("link", name=re.compile("Invite")).first.click()
    page.dialog.get_by_label("E-mails, one a line").fill("\n".join(emails))
    page.dialog.get_by_label("Role").select_option(label=role)
    page.dialog.get_by_role("button", name="Invite").click()
    page.closed()
    for email in emails:
        expect(page.get_by_text(email).first).to_be_visible()


def test_a_head_and_ten_managers_begin_to_sell(window, settings):
    settings.ZEAL_RAISE = False  # a set-up makes a few of everything, each looked up first; it happens once
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Workspace.objects.all().delete()
    Role.objects.all().delete()
    owner = window()
    owner.goto("/")
    owner.wait_for_url("**/set-up/")
    owner.get_by_label("Company").fill("Pricep-Agro")
    owner.get_by_label("First name").fill("Oleg")
    owner.get_by_label("Last name").fill("Balandin")
    owner.get_by_label("E-mail").fill("oleg@example.com")
    owner.get_by_label("Password").fill(PASSWORD)
    owner.get_by_role("button", name="Begin").click()
    owner.wait_for_url("**/welcome/")
    assert User.objects.get().role.code == "administrator"

    invite(owner, ["head@example.com"], "Head of department")
    invite(owner, [f"manager{number}@example.com" for number in range(1, 11)], "Sales manager")
    assert Invitation.objects.count() == 11
    drain()
    letter = next(one for one in mail.outbox if one.to == ["manager1@example.com"])

    manager = window()
    manager.goto(re.search(r"https?://[^/\s]+(/invitation/\S*)", letter.body).group(1))
    manager.get_by_label("First name").fill("Anna")
    manager.get_by_label("Last name").fill("Kovaleva")
    manager.get_by_label("Password").fill(PASSWORD)
    manager.get_by_role("button", name="Begin to work").click()
    expect(manager.get_by_role("navigation", name="Main menu").first).to_be_visible()

    manager.goto("/deals/")
    manager.get_by_role("link", name="New deal").click()
    manager.dialog.get_by_text("A new client").click()
    manager.dialog.get_by_label("Name of the new client").fill("Olga Dremova")
    manager.dialog.get_by_label("Phone of the new client").fill("+7 918 442-19-06")
    manager.dialog.get_by_label("Source").select_option(index=1)
    manager.dialog.get_by_role("button", name="Create the deal").click()
    manager.wait_for_url("**/deals/*/")
    assert Deal.objects.get().owner.email == "manager1@example.com"


def test_a_forgotten_password_is_set_anew_by_the_link_of_the_letter(window, settings, anna):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    anna.set_password("an-older-passphrase")
    anna.save()
    page = window()
    page.goto("/sign-in/")
    page.get_by_role("link", name="Forgot the password?").click()
    page.get_by_label("E-mail").fill(anna.email)
    page.locator("main form button.btn-primary").click()
    page.wait_for_load_state()
    drain()
    page.goto(re.search(r"https?://[^/\s]+(/password/new/\S*)", mail.outbox[-1].body).group(1))
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main form button.btn-primary").click()

    page.wait_for_url(re.compile(r"/(sign-in|day)/"))
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)
