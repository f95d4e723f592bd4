from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@require_safe
def home(request):
    """My day is where everybody begins."""
    return redirect("/day/")


home.required_right = "signed in"
