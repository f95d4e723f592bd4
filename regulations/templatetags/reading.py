"""What a page of the handbook asks of its reader's desk."""

from django import template

from ..page import GLOSSARY
from ..reading import permissions

register = template.Library()


@register.filter
def duty_of(desk, page):
    """What is to be done with a page, or None: {% with duty=desk|duty_of:page %}."""
    return desk.duties.get(page.node.section_id) if desk and page else None


@register.filter
def redefined(page):
    """Words that the page uses and that mean something else since a short time."""
    glossary = page.book.glossary if page and page.code != GLOSSARY else None
    return glossary.redefined_in(page.text) if glossary else []


@register.filter
def has_news(desk, page):
    """Whether the page, or anything below it, is still to be read; a new colleague sees progress instead."""
    if not desk or desk.is_path or not desk.owed:
        return False
    owed = {duty.item.section_id for duty in desk.owed}
    return any(one.node.section_id in owed for one in page.with_children)


@register.filter
def progress_in(desk, page):
    """«3/12» confirmed of a part, on the path of a new colleague; nothing for all others."""
    if not desk or not desk.is_path:
        return ""
    duties = [duty for one in page.with_children if (duty := desk.duties.get(one.node.section_id))]
    return f"{sum(not duty.is_owed for duty in duties)}/{len(duties)}" if duties else ""


@register.simple_tag
def seal(desk, duty):
    return desk.seal(duty)


@register.simple_tag
def seal_of_all(desk):
    return desk.seal_of_all()


@register.simple_tag
def statement(desk, duty):
    return desk.statement(duty)


@register.filter
def leads_people(user):
    return permissions.leads_people(user)


@register.filter
def answers_readers(user):
    return permissions.answers_readers(user)
