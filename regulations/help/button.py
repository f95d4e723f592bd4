"""The quiet «?» in the top bar: what is explained on this screen."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from .hints import has_news
from .screens import screen_of


def help_button(request):
    match = getattr(request, "resolver_match", None)
    page = match.view_name if match else ""
    screen = screen_of(page)
    news = has_news(request.user, screen.keys) if screen else False
    url = reverse("regulations:help") + (f"?{urlencode({'page': page})}" if page else "")
    return render_to_string("regulations/help/_button.html", {"url": url, "news": news})
