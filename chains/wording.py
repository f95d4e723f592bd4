"""How terms, lengths and states of chains are said."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from crm_project.lib import formats

DAY_MINUTES = 480


def length_words(minutes):
    """«3 working days», «2 h 30 min»: working time, a day of eight hours."""
    days, rest = divmod(minutes, DAY_MINUTES)
    words = [ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}] if days else []
    return " ".join([*words, *([formats.duration(60 * rest)] if rest or not days else [])])


def late_words(late):
    """«2 days late» of an open step; "" when it is in time."""
    if not late:
        return ""
    if late.days:
        return npgettext("step", "%(n)s day late", "%(n)s days late", late.days) % {"n": late.days}
    return _("%(length)s late") % {"length": formats.age(late)}


def way_words(place):
    return _("then step %(n)s") % {"n": place} if place else _("then the chain ends")


def state_of(step, at):
    """(look, words) of a step of a run: what colours it and what is said of it."""
    late = step.late_by(at) if step.is_its_turn else None
    if late:
        return "late", late_words(late)
    if step.state == "done":
        return "done", _("done on %(day)s") % {"day": formats.day(step.finished_at)}
    if step.state == "in_work":
        return "in_work", _("in work until %(day)s") % {"day": formats.day(step.planned_finish)}
    if step.is_its_turn:
        return "attention", waiting_words(step)
    if step.state == "planned":
        return "planned", _("planned: %(days)s") % {"days": formats.day_range(step.planned_start, step.planned_finish)}
    return step.state, step.get_state_display()


def waiting_words(step):
    """Why a step whose turn it is has not begun."""
    if step.waits_for:
        return step.get_waits_for_display()
    if step.comeback_id:
        return _("returned to the step before")
    return _("waits for acceptance for %(length)s") % {"length": formats.age(step.ready_at)} if step.ready_at else step.get_state_display()


def terms_of(step):
    """«plan 17 November, 09:00 – 20 November, 18:00; fact since 18 November, 10:00»."""
    words = [_("plan: %(start)s – %(finish)s") % {"start": _moment(step.planned_start), "finish": _moment(step.planned_finish)}]
    if step.began_at and step.finished_at:
        words.append(_("fact: %(start)s – %(finish)s") % {"start": _moment(step.began_at), "finish": _moment(step.finished_at)})
    elif step.began_at:
        words.append(_("begun: %(start)s") % {"start": _moment(step.began_at)})
    return words


def _moment(at):
    return f"{formats.day(at)}, {formats.clock_time(at)}"
