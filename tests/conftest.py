"""The cast: people with names, a tree of two departments, one funnel everybody knows."""

import pytest
from django.test import Client

from tests.factories import make_department, make_funnel, make_user
from tests.windows import chromium  # noqa: F401


@pytest.fixture(autouse=True)
def _roles(request):
    if request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue("roles")


@pytest.fixture
def browser():
    """A browser of a person: `browser(anna)`; `piece=True` asks for fragments as htmx does."""

    def opened(user, piece=False):
        client = Client(headers={"HX-Request": "true"} if piece else {})
        client.force_login(user)
        return client

    return opened


@pytest.fixture
def roles(db):
    from accounts.models import Role, Workspace

    Workspace.objects.get_or_create(defaults={"name": "Ordo", "start_profile": "several"})
    Role.make_ready()
    return {role.code: role for role in Role.objects.all()}


@pytest.fixture
def company_root(roles):
    return make_department("Company")


@pytest.fixture
def sales(company_root):
    return make_department("Sales", parent=company_root)


@pytest.fixture
def service(company_root):
    return make_department("Service", parent=company_root)


@pytest.fixture
def head(sales):
    """Leads Anna and Boris."""
    user = make_user("head", department=sales, role="head")
    sales.head = user
    sales.save(update_fields=["head"])
    return user


@pytest.fixture
def head2(service):
    """Leads Vera."""
    user = make_user("head2", department=service, role="head")
    service.head = user
    service.save(update_fields=["head"])
    return user


@pytest.fixture
def anna(sales, head):
    """Sells."""
    return make_user("anna", department=sales, role="manager", superior=head)


@pytest.fixture
def boris(sales, head):
    """Sells beside Anna and must not see hers."""
    return make_user("boris", department=sales, role="manager", superior=head)


@pytest.fixture
def vera(service, head2):
    """Sells in another department."""
    return make_user("vera", department=service, role="manager", superior=head2)


@pytest.fixture
def egor(sales, head):
    """Was hired today."""
    return make_user("egor", department=sales, role="trainee", superior=head)


@pytest.fixture
def admin(company_root):
    return make_user("admin", department=company_root, role="administrator")


@pytest.fixture
def auditor(company_root):
    return make_user("auditor", department=company_root, role="auditor")


@pytest.fixture
def funnel(roles):
    """New → Qualified (asks for the sum) → Offer sent (asks for the decision date) → Won or Lost."""
    return make_funnel()


@pytest.fixture
def stages(funnel):
    return {stage.name: stage for stage in funnel.stages.all()}


@pytest.fixture
def bare_frame(monkeypatch):
    """Pages without badges and pill: what a page itself asks of the database."""
    from crm_project.lib import shell

    monkeypatch.setattr(shell, "_badges", {})
    monkeypatch.setattr(shell, "_top_slots", [])
