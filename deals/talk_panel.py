"""The talk script on the card: the question now, its answers as buttons, what was answered."""

from django.template.loader import render_to_string

from .models import TalkScript
from .permissions import may_edit
from .script_words import said


def talk_panel(request, deal):
    """Nothing where no script fits and none was followed."""
    if not getattr(deal, "has_talk_script", True) and not getattr(deal, "has_talk", True):
        return ""
    context = panel_of(deal, request.user)
    return render_to_string("deals/talks/_panel.html", context, request=request) if context["talk"] or context["scripts"] else ""


def panel_of(deal, user):
    talk = deal.talks.select_related("script", "step", "by").first() if getattr(deal, "has_talk", True) else None
    is_going = talk is not None and talk.ended_at is None
    may = may_edit(user, deal)
    has_scripts = may and not is_going and getattr(deal, "has_talk_script", True)
    scripts = list(TalkScript.objects.fitting(deal.stage_id, deal.source_id).with_steps()) if has_scripts else []
    return {
        "deal": deal,
        "talk": talk,
        "is_going": is_going,
        "may_talk": may,
        "scripts": scripts,
        "choices": list(talk.choices.all()) if talk else [],
        "text": said(talk.step.text, deal) if is_going and talk.step else "",
        "answers": list(talk.step.answers.all()) if is_going and talk.step else [],
    }
