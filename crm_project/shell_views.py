"""What the frame of every page asks for by itself: fresh badges, and the manifest that makes the product installable."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm_project.lib import shell
from crm_project.lib.public import any_signed_in, public


@any_signed_in
@require_safe
def badges(request):
    """The numbers of the menu, the bell and the day pill as they are now, as pieces for htmx."""
    entries = [{"key": entry.key, **_badge(entry.key, request)} for entry in shell.menu_for(request.user)]
    bell, _tone = shell.badge_of("bell", request)
    return render(request, "ui/shell/_refresh.html", {"entries": entries, "bell": bell})


def _badge(key, request):
    count, tone = shell.badge_of(key, request)
    return {"badge": count, "tone": tone}


@public
@require_safe
def manifest(request):
    sizes = ("192", "512")
    icons = [{"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in sizes]
    maskable = {"src": static("img/icon-maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"}
    about = {
        "name": _("Ordo"),
        "short_name": _("Ordo"),
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f3f5f5",
        "theme_color": "#0f2b31",
        "icons": [*icons, maskable],
    }
    return JsonResponse(about, content_type="application/manifest+json")


@public
@require_safe
def service_worker(request):
    """From the root, so that it may speak for every page; it keeps nothing and only shows what there is to read."""
    response = HttpResponse((settings.ROOT / "static" / "js" / "sw.js").read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
