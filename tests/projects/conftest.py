import pytest
from django.test import Client

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser():
    def opened(user, piece=False):
        client = Client(headers=HTMX if piece else {})
        client.force_login(user)
        return client

    return opened
