"""The small parts say in words what they show in colours."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation


def rendered(text, **context):
    with translation.override("en"):
        return Template("{% load ui charts %}" + text).render(Context(context))


def test_an_icon_is_silent_unless_it_carries_the_meaning():
    assert 'aria-hidden="true"' in rendered('{% icon "phone" %}')
    assert 'role="img" aria-label="Closed"' in rendered('{% icon "check" label="Closed" %}')


@pytest.mark.parametrize(("done", "total", "tone"), [(6, 9, "warn"), (9, 9, "ok"), (0, 0, "")])
def test_the_ring_is_amber_until_the_day_is_in_order(done, total, tone):
    html = rendered("{% ring done total %}", done=done, total=total)
    assert f'class="k-ring {tone}"' in html
    assert f'aria-label="{done} of {total}"' in html


def test_ring_geometry_is_the_same_in_every_language():
    with translation.override("ru"):
        assert ",5" not in Template("{% load ui %}{% ring 1 3 25 %}").render(Context())


def test_what_people_typed_is_escaped_everywhere():
    evil = "<script>x</script>"
    for text in (
        '{% chip "over" evil %}',
        "{% avatar name=evil %}",
        "{% note %}{{ evil }}{% endnote %}",
        '{% empty_state "inbox" evil evil %}{% endempty_state %}',
    ):
        assert "<script>" not in rendered(text, evil=evil)


def test_a_note_keeps_its_link():
    assert '<a href="/x/">y</a></span></div>' in rendered('{% note "warn" %}<a href="/x/">y</a>{% endnote %}')


def test_a_column_head_sorts_one_way_and_then_the_other():
    def head(query):
        return rendered('{% sort_th "amount" "Sum" "num" %}', request=RequestFactory().get(f"/{query}"))

    assert 'href="?owner=7&amp;sort=amount"' in head("?owner=7&after=90")
    assert 'aria-sort="ascending"' in head("?sort=amount")
    assert 'href="?sort=-amount"' in head("?sort=amount")
    assert 'aria-sort="descending"' in head("?sort=-amount")


def test_errors_of_a_form_lead_to_its_fields():
    class Order(forms.Form):
        inn = forms.CharField(label="INN")
        note = forms.CharField(widget=forms.Textarea, required=False)

    html = rendered("{% form_errors form %}{% form_fields form %}", form=Order({}))
    assert '<a href="#id_inn">INN</a>' in html
    assert "is-invalid" in html
    assert re.search(r'<div class="full">\s*<div id="div_id_note"', html)


def test_a_hidden_field_is_not_told_by_its_name():
    class Order(forms.Form):
        inn = forms.CharField(label="INN")
        token = forms.UUIDField(widget=forms.HiddenInput)

    html = rendered("{% form_errors form %}", form=Order({"inn": "1", "token": "x"}))
    assert "out of date" in html
    assert "Token" not in html


def test_a_bar_never_leaves_its_chart():
    html = rendered("{% bar_chart rows most=10 %}", rows=[{"label": "a", "value": 30}, {"label": "b", "value": 5, "target": -1}])
    assert 'width="1000.0"' in html
    assert 'x1="0.0"' in html


def test_the_heat_map_tells_breaches_in_words():
    days = [{"label": "Mon 2"}, {"label": "Tue 3", "off": True}, {"label": "Wed 4"}]
    people = [{"name": "Anna", "cells": [{"value": 0}, {"value": None}, {"value": 4, "url": "/d/", "live": True}]}]
    html = rendered("{% heat_map days people %}", days=days, people=people)
    assert 'aria-label="Mon 2: day closed"' in html
    assert '<td class="v3 live" title="Wed 4: 4"><a href="/d/"' in html


def test_a_funnel_shows_the_step_conversion_and_the_median():
    rows = [{"count": 10, "share": None, "median": 8}, {"count": 5, "share": 0.5, "median": 6, "bad": True}]
    html = rendered("{% funnel_table stages columns %}", stages=["New", "Won"], columns=[{"head": "Anna", "seed": 1, "rows": rows}])
    assert 'width="70.0"' in html
    assert '<td class="bad">' in html
    assert "50%" in html
