import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def poor(head):
    """Manages deals, but may not see sums or phones."""
    from accounts.models import Role, User

    role = Role.objects.get(code="manager")
    blind = Role.objects.create(code="blind", name="Blind", matrix=role.matrix, rights=[])
    user = User.objects.get(pk=head.pk)
    user.pk, user.email, user.role, user.superior = None, "poor@example.com", blind, head
    user.save(force_insert=True)
    return user


@pytest.fixture
def cost():
    """How many queries a page takes, warm."""

    def counted(client, url):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    return counted
