"""How a view answers a page and its fragments: one place that knows the headers of htmx."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers


def wants_fragment(request):
    """True when htmx asks for a piece; a return through the browser's history asks for the page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def page_or_fragment(request, page, fragment, context=None, status=200):
    """The whole page, or its piece for htmx; caches are told that these differ."""
    return _varying(render(request, fragment if wants_fragment(request) else page, context, status=status))


def dialog(request, template, context=None, status=200):
    """A template that extends ui/dialog.html: a dialog for htmx, a page of its own for a bare address.

    Its form goes back to the same address unless the context says another `action`.
    """
    is_page = not wants_fragment(request)
    layout = "ui/layouts/page.html" if is_page else "ui/layouts/fragment.html"
    context = {"action": request.get_full_path(), **(context or {}), "layout": layout, "is_page": is_page}
    response = _varying(render(request, template, context, status=status))
    if wants_fragment(request):
        response["HX-Retarget"] = "#dialog"
        response["HX-Reswap"] = "innerHTML"
    return response


def done(request, *, toast="", undo_url="", close=True, events=(), template=None, context=None, back="/"):
    """The action is done: pieces to swap in, a toast with undo, the dialog closed. Without htmx: a message and the way back."""
    if not wants_fragment(request):
        if toast:
            messages.success(request, toast, extra_tags=f"undo:{undo_url}" if undo_url else "")
        return redirect(back)
    response = render(request, template, context) if template else HttpResponse(status=204)
    triggers = {"k:close": {"target": "body"}} if close else {}
    if toast:
        triggers["k:toast"] = {"target": "body", "text": str(toast), "undo_url": undo_url}
    return _varying(with_events(response, triggers, *events))


def refused(request, *, toast, status=409, template=None, context=None, events=(), back="/"):
    """The action was refused: a red toast that stays, and pieces that show how things are now."""
    if not wants_fragment(request):
        messages.error(request, toast)
        return redirect(back)
    response = render(request, template, context, status=status) if template else HttpResponse(status=status)
    response["HX-Reswap"] = "none"
    return _varying(with_events(response, {"k:toast": {"target": "body", "text": str(toast), "error": True}}, *events))


def go_to(request, url):
    """Leave this page: a redirect that htmx follows with the whole window."""
    if not wants_fragment(request):
        return redirect(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response


def with_events(response, triggers, *events):
    """Add browser events to an answer; `events` are names that go to the body."""
    all_triggers = {**triggers, **{name: {"target": "body"} for name in events}}
    if all_triggers:
        response["HX-Trigger"] = json.dumps(all_triggers)
    return response


def _varying(response):
    patch_vary_headers(response, ["HX-Request"])
    return response
