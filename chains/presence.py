"""Whether the company works by chains at all: what belongs to them shows itself with the first template."""

from crm_project.lib.steady import steady

from .models import ChainTemplate


def has_chains(user):
    """There is a template, in use or not; asked of the database only after the configuration has changed."""
    return steady(user, ("has_chains",), ChainTemplate.objects.exists)


def is_open_to(user):
    """The section stands in the person's menu."""
    return user.may("see", "task") and has_chains(user)
