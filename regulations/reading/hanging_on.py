"""What reading hangs into the frame of every page and into the tick."""


def hang_on():
    from crm_project.lib import shell, ticks
    from timeline.holding import holder

    from ..changes.since import own_baselines
    from ..effects import on_effect, on_publish, on_withdrawal
    from ..models import ReadingAssignment
    from . import announcing, jobs, notices, sentences  # noqa: F401  they register themselves
    from .marking import baselines_of
    from .paper import what_holds
    from .settling import ask_everybody

    ticks.every_minute("regulations.reading")
    ticks.every_minute("regulations.remind")
    shell.badge("regulations", lambda request: ReadingAssignment.objects.open().of(request.user), is_dot=True)
    shell.badge("reading_overdue", lambda request: ReadingAssignment.objects.overdue().of(request.user))
    shell.banner(overdue_banner)
    holder(what_holds)
    on_effect(ask_everybody)
    on_publish(announcing.announce)
    on_withdrawal(announcing.withdraw)
    own_baselines(baselines_of)


def overdue_banner(request):
    """A soft line on every page while something is overdue; it asks the database nothing of its own."""
    from django.template.loader import render_to_string

    from crm_project.lib.shell import badge_of

    match = getattr(request, "resolver_match", None)
    if match and "regulations" in match.namespaces:
        # The handbook says it in its own bar.
        return ""
    number, _tone = badge_of("reading_overdue", request)
    return render_to_string("regulations/reading/_overdue.html", {"number": number}) if number else ""
