"""Unknown columns as fields of our own, with the type that was chosen."""

from crm_project.lib.text import sort_key
from fields.models import CustomField

from ..targets import TARGETS
from .forms import NEW


def map_columns(run, maker):
    """Put the unknown columns of a file into the mapping that its titles gave."""
    here = {(sort_key(one.label), one.type): one for one in CustomField.objects.of(TARGETS[run.what].kind)}
    for told in maker.form.plan.columns:
        if told.run.pk != run.pk:
            continue
        name = f"column_{run.pk}_{told.place}"
        choice = maker.answers.get(name, NEW)
        if choice == NEW:
            choice = f"extra:{_field(run, told, name, here, maker).pk}"
        if choice:
            run.mapping[told.place] = choice


def _field(run, told, name, here, maker):
    label = (maker.answers.get(f"{name}_label") or told.title)[:120]
    kind = maker.answers.get(f"{name}_type") or told.type
    known = here.get((sort_key(label), kind))
    options = told.options if kind == "choice" else []
    if known is None:
        values = {"label": label, "type": kind, "options": options}
        known = here[sort_key(label), kind] = CustomField.add(TARGETS[run.what].kind, values, by=maker.by)
        maker.note("field", known, run)
    elif set(options) - set(known.options):
        # The same field from another file knows the choices of both.
        known.options = [*known.options, *(one for one in options if one not in known.options)]
        known.save(update_fields=["options"])
        known.record("changed", by=maker.by, audience="admins", changes=[{"label": known.label}])
    return known
