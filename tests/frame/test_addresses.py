"""Every address that a template or a module names is one that exists: a page never breaks on a link."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver

NAMED = re.compile(r"""(?:\{%\s*url\s+|reverse\(|redirect\(|reverse_lazy\()["']([a-z_]+:[a-z0-9_-]*[a-z0-9])["']""")
SOURCES = sorted(
    path
    for pattern in ("templates/**/*.html", "*/**/*.py")
    for path in Path(settings.ROOT).glob(pattern)
    if not {"tests", "node_modules", ".venv", "var"} & set(path.relative_to(settings.ROOT).parts)
)


def known(resolver, space=""):
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from known(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif one.name:
            yield f"{space}{one.name}"


@pytest.fixture(scope="module")
def names():
    return set(known(get_resolver()))


def test_every_address_that_is_named_exists(names):
    lost = {
        f"{path.relative_to(settings.ROOT)}: {name}" for path in SOURCES for name in NAMED.findall(path.read_text()) if name not in names
    }

    assert len(SOURCES) > 500
    assert lost == set()
