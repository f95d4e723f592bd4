"""The living page of every part of the look, with made-up data. Public while developing, for signed-in people otherwise."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_project.lib import clock
from crm_project.lib.htmx import dialog, done


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Company"))
    inn = forms.CharField(label=_("INN"), help_text=_("10 or 12 digits"))
    kind = forms.ChoiceField(label=_("Kind of client"), choices=[("farm", _("Farm")), ("firm", _("Company"))])
    answer_on = forms.DateField(label=_("Answer expected on"), widget=forms.DateInput(attrs={"class": "needed", "type": "date"}))
    note = forms.CharField(label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}))
    offer = forms.FileField(label=_("Quote file"), required=False)
    channel = forms.ChoiceField(label=_("How to reach"), widget=forms.RadioSelect, choices=[("call", _("Call")), ("mail", _("E-mail"))])
    congratulate = forms.BooleanField(label=_("Congratulate on birthdays"), required=False)

    def clean_inn(self):
        digits = self.cleaned_data["inn"]
        if len(digits) not in (10, 12):
            raise forms.ValidationError(_("INN: 10 or 12 digits are needed, here are %(n)s"), params={"n": len(digits)})
        return digits


STAGES = ["Новая заявка", "Потребность ясна", "КП отправлено", "Техника выбрана", "Договор подписан"]
REACHED = {"Анна Ковалёва": [62, 41, 34, 24, 18], "Игорь Савельев": [58, 42, 21, 15, 11]}
MEDIAN = [Decimal("0.95"), Decimal("0.66"), Decimal("0.5"), Decimal("0.36"), Decimal("0.28")]
BREACHES = {"Анна Ковалёва": [0, 1, None, 0, 2, 3], "Игорь Савельев": [3, 2, None, 4, 6, 1]}
DAYS = ["пн 2", "вт 3", "ср 4", "чт 5", "пт 6", "пн 9"]
LOSSES = [
    ("Дорого, купил дешевле", 21, "9,4 млн ₽"),
    ("Не дождался срока поставки", 16, "11,8 млн ₽"),
    ("Выбрал другую марку", 7, "4,1 млн ₽"),
]


def _public_while_developing(view):
    view.required_right = "signed in" if settings.PRODUCTION else "public"
    return view if settings.PRODUCTION else login_not_required(view)


@_public_while_developing
@require_safe
def page(request):
    now = clock.now()
    wrong = SampleForm({"name": "КФХ «Луговое»", "inn": "235301847", "kind": "farm", "channel": "call"})
    context = {
        "menu": "styleguide",
        "form": wrong,
        "now": now,
        "yesterday": now - timedelta(days=1),
        "long_ago": now - timedelta(days=6, hours=3),
        "amount": Decimal("1248000"),
        "length": timedelta(hours=2, minutes=18),
        "people": [{"name": name, "seed": seed} for seed, name in enumerate(REACHED)],
        "stages": STAGES,
        "columns": [_column(name, counts) for name, counts in REACHED.items()],
        "days": [{"label": label, "off": label == "ср 4"} for label in DAYS],
        "rows": [{"name": name, "cells": [_cell(n, n_day) for n_day, n in enumerate(found)]} for name, found in BREACHES.items()],
        "losses": [{"label": label, "value": n, "note": note} for label, n, note in LOSSES],
    }
    return render(request, "styleguide.html", context)


def _column(name, counts):
    rows = []
    for place, count in enumerate(counts):
        share = Decimal(count) / counts[place - 1] if place else None
        rows.append(
            {"count": count, "share": share, "median": MEDIAN[place] * counts[0], "bad": share is not None and share < Decimal("0.6")}
        )
    is_even = not any(row["bad"] for row in rows)
    return {
        "head": name,
        "seed": len(name),
        "rows": rows,
        "foot": "ровно по отделу" if is_even else "КП отправлено: 50 %",
        "url": "" if is_even else "#",
    }


def _cell(count, place):
    return {"value": count, "off": count is None, "live": place == len(DAYS) - 1, "url": "#" if count else ""}


@_public_while_developing
@require_http_methods(["GET", "HEAD", "POST"])
def sample_dialog(request):
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SampleForm(*sent, prefix="sample")
    if form.is_valid():
        return done(request, toast=_("Deal moved"), undo_url="/styleguide/undo/", back="shell:styleguide")
    return dialog(request, "styleguide/_dialog.html", {"form": form}, status=422 if form.is_bound else 200)


@_public_while_developing
@require_POST
def undo(request):
    return done(request, toast=_("Taken back"), back="shell:styleguide")
