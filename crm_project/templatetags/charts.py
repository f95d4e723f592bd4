"""Charts drawn by the server: SVG attributes only, each with words beside it or a real table around it."""

from django import template
from django.utils.translation import gettext as _

from crm_project.lib import formats

register = template.Library()

FUNNEL_WIDTH = 140
SPARK_WIDTH, SPARK_HEIGHT = 96, 24


@register.inclusion_tag("ui/charts/_bars.html")
def bar_chart(rows, label="", most=None):
    """Horizontal bars. A row has label and value, and may have shown, note, tone, url, behind, target.

    Tones: bad, warn, ok, acc. `behind` is a paler bar (a forecast), `target` a tick (a plan).
    """
    rows = list(rows)
    most = float(most or max((_extent(row) for row in rows), default=0) or 1)
    return {"label": label, "bars": [_bar(row, most) for row in rows]}


def _extent(row):
    return max(float(row.get(key) or 0) for key in ("value", "behind", "target"))


def _bar(row, most):
    places = {key: _place(row.get(key), most, 1000) for key in ("value", "behind", "target")}
    shown = row.get("shown", formats.number(row.get("value") or 0))
    return {**row, "shown": shown, "width": places["value"], "behind_width": places["behind"], "tick": places["target"]}


def _place(value, most, width):
    return "" if value is None else f"{max(0.0, min(float(value) / most, 1.0)) * width:.1f}"


@register.inclusion_tag("ui/charts/_sparkline.html")
def sparkline(values, label=""):
    """A line of the last values; the words are in `label` or «from … to …»."""
    values = [float(value) for value in values]
    low, high = (min(values), max(values)) if values else (0, 0)
    step = SPARK_WIDTH / max(len(values) - 1, 1)
    span = (high - low) or 1
    points = " ".join(
        f"{place * step:.1f},{SPARK_HEIGHT - 2 - (value - low) / span * (SPARK_HEIGHT - 4):.1f}" for place, value in enumerate(values)
    )
    words = label or (
        _("from %(first)s to %(last)s") % {"first": formats.number(values[0]), "last": formats.number(values[-1])} if values else ""
    )
    return {"points": points, "label": words, "width": SPARK_WIDTH, "height": SPARK_HEIGHT}


@register.inclusion_tag("ui/charts/_funnels.html")
def funnel_table(stages, columns, head_label="", foot_label="", label=""):
    """One narrowing column for each person, side by side: who loses where.

    A column: {head, person|seed, rows, foot, url}; a row: {count, share, median, bad, url}, in the order of `stages`.
    `median` is the department's number at this stage, in deals; `share` the step's conversion (0..1).
    """
    columns = list(columns)
    most = max((row["count"] for column in columns for row in column["rows"]), default=0) or 1
    lines = [
        {"stage": stage, "cells": [_funnel_cell(column["rows"][place], most) for column in columns]} for place, stage in enumerate(stages)
    ]
    return {"lines": lines, "columns": columns, "head_label": head_label or _("Stage"), "foot_label": foot_label, "label": label}


def _funnel_cell(row, most):
    share = row.get("share")
    return {
        **row,
        "width": _place(row["count"], most, FUNNEL_WIDTH),
        "tick": _place(row.get("median"), most, FUNNEL_WIDTH),
        "percent": "" if share is None else formats.percent(share),
    }


@register.inclusion_tag("ui/charts/_heat_map.html")
def heat_map(days, people, legend=True, label=""):
    """Breaches by person and day. days: [{label, off}]; people: [{name, url, cells: [{value, url, off, live, title}]}].

    `far` days and cells are left out on phones; `mark` are further classes of a cell.
    """
    lines = [{**person, "cells": [_heat_cell(cell, day) for cell, day in zip(person["cells"], days, strict=True)]} for person in people]
    return {"days": days, "lines": lines, "legend": legend, "label": label}


def _heat_cell(cell, day):
    value = cell.get("value")
    off = cell.get("off") or day.get("off")
    step = "off" if off else "" if not value else "v1" if value == 1 else "v2" if value <= 3 else "v3" if value <= 5 else "v4"
    words = _("day off") if off else _("day closed") if not value else formats.number(value)
    title = cell.get("title") or f"{day['label']}: {words}"
    marks = [step, "live" if cell.get("live") else "", cell.get("mark", ""), "d-desk" if cell.get("far") else ""]
    return {**cell, "off": off, "classes": " ".join(mark for mark in marks if mark), "title": title}
