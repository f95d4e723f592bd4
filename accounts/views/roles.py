"""What each role may see and do."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm_project.lib.htmx import dialog, go_to

from ..forms.roles import CopyRoleForm, MatrixForm
from ..models import Role
from ..people import NobodyCouldConfigure, copy_role, rewrite_role
from ..rights import right
from ..scopes import ACTIONS


@right("settings", "see")
@require_safe
def listing(request):
    first = Role.objects.first()
    return redirect("accounts:role", pk=first.pk)


@right("settings", "see")
@require_http_methods(["GET", "HEAD", "POST"])
def matrix(request, pk):
    """The matrix of one role; those who may not configure only read it."""
    role = get_object_or_404(Role.objects.counted(), pk=pk)
    may_edit = request.user.has_right("configure")
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = MatrixForm(request.POST if request.method == "POST" else None, role=role)
    if form.is_valid():
        facts = {"matrix": form.matrix(), "rights": form.chosen_rights(), "needs_second_factor": form.cleaned_data["needs_second_factor"]}
        try:
            rewrite_role(role, by=request.user, **facts)
        except NobodyCouldConfigure:
            form.add_error(None, _("Then nobody could configure any more; give that right to another role first."))
        else:
            messages.success(request, _("Saved; it holds from now on for everybody with this role"))
            return redirect("accounts:role", pk=pk)
    roles = Role.objects.counted()
    context = {"form": form, "role": role, "roles": roles, "actions": ACTIONS.values(), "may_edit": may_edit}
    return render(request, "accounts/roles.html", context, status=422 if form.is_bound else 200)


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request, pk):
    """A new role begins as a copy."""
    role = get_object_or_404(Role, pk=pk)
    form = CopyRoleForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return dialog(request, "accounts/roles/_copy.html", {"form": form, "role": role}, status=422 if form.is_bound else 200)
    made = copy_role(role, form.cleaned_data["name"], by=request.user)
    return go_to(request, reverse("accounts:role", args=[made.pk]))
