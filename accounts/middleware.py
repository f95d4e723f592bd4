"""What holds for every page of a signed-in person: how long the session lasts, and the second factor where the role asks for it."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.urls import reverse

from crm_project.lib.htmx import go_to

from . import second_factor, sessions

OPEN_WITHOUT = {"accounts:second_factor", "accounts:sign_out", "accounts:language", "accounts:theme", "shell:badges"}


class SessionLimitsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        known = settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session
        if known and request.user.is_authenticated and sessions.is_over(request):
            sessions.forget(request)
            logout(request)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Until the second factor is set up, its page is the only one open to a role that needs it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if not user.is_authenticated or not user.role.needs_second_factor or request.session.get("second_factor"):
            return None
        if getattr(view, "required_right", "") == "public" or request.resolver_match.view_name in OPEN_WITHOUT:
            return None
        if not second_factor.is_required(user):
            return None
        return go_to(request, reverse("accounts:second_factor"))
