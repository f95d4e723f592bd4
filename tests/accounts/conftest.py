import pytest
from django.test import Client


@pytest.fixture
def django_client_factory():
    """Another browser, as often as needed."""
    return Client
