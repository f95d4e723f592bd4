"""Whether the company works by chains at all: what belongs to them shows itself with the first template."""

from crm_project.lib.steady import mark, marked

mark("chains", "EXISTS (SELECT FROM chains_chaintemplate)")


def has_chains(user):
    """There is a template, in use or not; known with the person, so that no page asks for it."""
    return marked(user, "chains")


def is_open_to(user):
    """The section stands in the person's menu."""
    return user.may("see", "task") and has_chains(user)
