"""The tree of departments."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_project.lib.htmx import dialog, done, go_to, refused

from ..forms.departments import DepartmentForm
from ..models import Department
from ..models.department import DepartmentIsItsOwnParent, DepartmentIsNotEmpty
from ..rights import right

BACK = "accounts:departments"


@right("settings", "see")
@require_safe
def listing(request):
    rows = Department.objects.live().select_related("head").counted()
    return render(request, "accounts/departments.html", {"departments": rows, "may_edit": request.user.has_right("configure")})


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    form = DepartmentForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return dialog(request, "accounts/departments/_dialog.html", {"form": form}, status=422 if form.is_bound else 200)
    Department.found(by=request.user, **form.cleaned_data)
    return go_to(request, reverse(BACK))


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    department = get_object_or_404(Department.objects.live().select_related("head", "parent"), pk=pk)
    form = DepartmentForm(request.POST if request.method == "POST" else None, department=department)
    context = {"form": form, "department": department}
    if not form.is_valid():
        return dialog(request, "accounts/departments/_dialog.html", context, status=422 if form.is_bound else 200)
    try:
        department.reshape(by=request.user, **form.cleaned_data)
    except DepartmentIsItsOwnParent:
        form.add_error("parent", _("A department cannot stand under itself"))
        return dialog(request, "accounts/departments/_dialog.html", context, status=422)
    return go_to(request, reverse(BACK))


@right(flag="configure")
@require_POST
def retirement(request, pk):
    department = get_object_or_404(Department.objects.live(), pk=pk)
    try:
        department.retire(by=request.user)
    except DepartmentIsNotEmpty:
        toast = _("“%s” still has people or departments: move them first") % department
        return refused(request, toast=toast, back=reverse(BACK))
    return done(request, toast=_("“%s” is closed") % department, back=reverse(BACK))
