import pytest

from .desk import bank, book, define, give


@pytest.fixture
def handbook(roles):
    return book()


@pytest.fixture
def questions(handbook):
    """Ten questions in use over four sections, half of them technical."""
    return bank()


@pytest.fixture
def test(questions):
    """Five questions, passed from 80 %, three attempts."""
    return define()


@pytest.fixture
def assignment(test, egor):
    return give(test, egor)
