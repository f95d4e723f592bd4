"""The beginning of a run: values made up and picked by luck, records laid out in the room."""

from timeline.models import Entry

from . import knowing
from .inventing import invented
from .spec import filled


def is_playable(spec, user, luck):
    """Whether the company has everything the task picks from."""
    return all(
        knowing.picker_of(source["pick"])(user, luck, **_facts(source, "pick")) is not None
        for source in spec["given"].values()
        if "pick" in source
    )


def given_values(spec, user, luck, language):
    """{name: a text, or {"id", "name"} of what was picked}"""
    values = {}
    for name, source in spec["given"].items():
        if "fake" in source:
            values[name] = invented(source["fake"], luck, language)
        else:
            picked = knowing.picker_of(source["pick"])(user, luck, **_facts(source, "pick"))
            values[name] = {"id": picked.pk, "name": str(picked)} if picked is not None else {"id": None, "name": "—"}
    return values


def lay_out(spec, values, setting, luck):
    """Make the records of the task inside the room: `values` gets {"kind", "id", "name"} of each."""
    for facts in spec["prepare"]:
        made = knowing.maker_of(facts["make"])(setting, luck, **filled(_facts(facts, "make", "as"), values))
        values[facts["as"]] = {"kind": made.kind, "id": made.pk, "name": str(made)}


def last_entry():
    """The mark behind which everything was done by the person."""
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _facts(source, *without):
    return {name: value for name, value in source.items() if name not in without}
