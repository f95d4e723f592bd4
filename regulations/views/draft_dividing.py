"""A section of the draft becomes two, or two become one."""

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, go_to, refused

from .. import contents
from ..dividing import mark_of_texts
from ..draft_forms import JoinForm, SplitForm
from ..models import EditionNode
from ..refusals import CannotBeCut, CannotStandThere, DifferentReaders, DraftChanged, TitleNeeded, TooLong
from ..uses import back_links
from .opening import draft_or_404


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def split_section(request, code, section):
    """From a paragraph on, a section of its own."""
    found = draft_or_404(request, code)
    node = _node_or_404(found, section)
    text = node.text_in(request.GET.get("language") or get_language())
    form = SplitForm(request.POST or None, text=text, initial={"seen": mark_of_texts(node)})
    if form.is_valid():
        try:
            made = found.split_section(section, form.cleaned_data["block"], form.titles, seen=form.cleaned_data["seen"], by=request.user)
        except TitleNeeded:
            form.add_error(f"title_{text.language}", _("It does not begin with a heading: write its title."))
        except (CannotBeCut, DraftChanged):
            form.renew(mark_of_texts(found.node_of(section)))
            form.add_error(
                None, _("The section is not the one you looked at any more. Look where it is to be split, then press once more.")
            )
        else:
            messages.success(request, _("Split: {number} is a section of its own now.").format(number=made.number))
            return go_to(request, reverse("regulations:draft-section", args=[code, made.section.code]))
    context = {"form": form, "node": node, "title": text.title}
    return dialog(request, "regulations/draft/split.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def join_section(request, code, section):
    """What a section says goes behind the one before it."""
    found = draft_or_404(request, code)
    node = _node_or_404(found, section)
    try:
        into = found.node_of(contents.before(found, section))
    except CannotStandThere:
        words = _("Nothing stands before the first part: there is nothing to join it to.")
        return refused(request, toast=words, status=422, back=reverse("regulations:draft-section", args=[code, section]))
    form = JoinForm(request.POST or None, initial={"seen": mark_of_texts(into, node)})
    if form.is_valid():
        facts = {"seen": form.cleaned_data["seen"], "keeps_title": form.cleaned_data["keeps_title"]}
        try:
            into = found.join_section(section, by=request.user, **facts)
        except DraftChanged:
            form.renew(mark_of_texts(into, node))
            form.add_error(None, _("Somebody wrote in one of the two meanwhile. Look at them, then press once more."))
        except DifferentReaders:
            form.add_error(None, _("They are for different people: set the same readers for both first."))
        except TooLong:
            form.add_error(None, _("Both together are too long for one section."))
        else:
            messages.success(request, _("Joined: all of it stands in {number} now.").format(number=into.number))
            return go_to(request, reverse("regulations:draft-section", args=[code, into.section.code]))
    title, into_title = (one.text_in(get_language()).title for one in (node, into))
    context = {
        "form": form,
        "node": node,
        "title": title,
        "into_label": f"{into.number} {into_title}",
        "uses": back_links(found, [section]),
        "inside": found.nodes.inside(node).count(),
    }
    return dialog(request, "regulations/draft/join.html", context, status=422 if form.errors else 200)


def _node_or_404(found, section):
    try:
        return found.node_of(section)
    except EditionNode.DoesNotExist:
        raise Http404 from None
