"""Rights asked in a template, so that a button and its view say the same."""

from django import template

register = template.Library()


@register.filter
def has_right(user, right):
    return user.has_right(right)


@register.filter
def may_create(user, kind):
    return user.may("create", kind)


@register.filter
def may_export(user, kind):
    return user.may("export", kind)


@register.filter
def may_edit(user, record):
    return user.may("edit", record)
