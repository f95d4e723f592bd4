"""Options of a choice and the values that hold them: renamed, handed on or let go by one statement."""

import json

from django.db import connection
from django.utils.translation import ngettext

from crm_project.lib.formats import number

from . import option_users
from .holders import holder_of
from .refusals import OptionIsHeld


def held(field, names=None):
    """{option: how many records hold it}, of every record there is, whoever may see it."""
    holder = holder_of(field.entity)
    if holder is None:
        return {}
    each = (
        "jsonb_array_elements_text(CASE WHEN jsonb_typeof(extra -> %s) = 'array' THEN extra -> %s ELSE jsonb_build_array(extra -> %s) END)"
    )
    sql = f"SELECT value, count(*) FROM {holder.table}, {each} AS value WHERE extra ? %s AND value <> '' GROUP BY value"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [field.code] * 4)
        counts = dict(cursor.fetchall())
    return counts if names is None else {name: counts[name] for name in names if name in counts}


def carry(field, wanted, renamed, heirs, *, by):
    """Bring the stored values, and what else names an option, in line with the options to be.

    Tells ([[old, new, how many records]], {what else: how many}).
    """
    if not field.has_options:
        return [], {}
    renamed = {old: new for old, new in renamed.items() if old in field.options and new in wanted and old != new}
    gone = [one for one in field.options if one not in wanted and one not in renamed]
    counts, elsewhere = held(field, [*renamed, *gone]), option_users.named(field) if gone else {}
    for one in gone:
        heir = heirs.get(one)
        if (counts.get(one) or elsewhere.get(one)) and (heir is None or (heir and heir not in wanted)):
            raise OptionIsHeld(one, counts.get(one, 0))
    places = {**renamed, **{one: heirs[one] for one in gone if counts.get(one) or elsewhere.get(one)}}
    if counts:
        _put(field, {old: new for old, new in places.items() if counts.get(old)})
    followed = option_users.carry(field, {old: new for old, new in places.items() if new}, by=by)
    return [[old, new, counts.get(old, 0)] for old, new in places.items()], followed


def _put(field, places):
    """All of them at once, so that two options may swap their names."""
    table = holder_of(field.entity).table
    code, names = field.code, list(places)
    told = json.dumps(places, ensure_ascii=False)
    with connection.cursor() as cursor:
        if field.type == "choice":
            cursor.execute(
                f"UPDATE {table} SET extra = jsonb_set(extra, ARRAY[%s],"  # noqa: S608  the name of a table of ours
                " coalesce(to_jsonb(nullif(%s::jsonb ->> (extra ->> %s), '')), 'null'))"
                " WHERE extra ->> %s = ANY(%s)",
                [code, told, code, code, names],
            )
            return
        cursor.execute(
            f"UPDATE {table} SET extra = jsonb_set(extra, ARRAY[%s], (SELECT coalesce(jsonb_agg(value ORDER BY place), '[]') FROM ("  # noqa: S608
            " SELECT value, min(place) AS place FROM (SELECT CASE WHEN %s::jsonb ? one THEN %s::jsonb ->> one ELSE one END AS value, place"
            " FROM jsonb_array_elements_text(extra -> %s) WITH ORDINALITY AS all_of(one, place)) AS said"
            " WHERE value <> '' GROUP BY value) AS each_once))"
            " WHERE jsonb_typeof(extra -> %s) = 'array' AND extra -> %s ?| %s",
            [code, told, told, code, code, code, names],
        )


def mark_files(field):
    """Files kept before files knew their field learn it, so that a limited field limits them too."""
    table = holder_of(field.entity).table
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE timeline_file SET place = %s WHERE place = '' AND subject_kind = %s AND id IN"  # noqa: S608  the name of our own table
            f" (SELECT (extra ->> %s)::bigint FROM {table} WHERE jsonb_typeof(extra -> %s) = 'number')",
            [field.key, field.entity, field.code, field.code],
        )


def make_lists(field):
    """One choice becomes a list of one."""
    table = holder_of(field.entity).table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET extra = jsonb_set(extra, ARRAY[%s], jsonb_build_array(extra -> %s))"  # noqa: S608
            " WHERE jsonb_typeof(extra -> %s) = 'string' AND extra ->> %s <> ''",
            [field.code] * 4,
        )


def told_of(field):
    """{option: what a new spelling would change}, in words."""
    counts, elsewhere = held(field), option_users.counted(field)
    told = {}
    for option in field.options:
        count = counts.get(option, 0)
        records = [ngettext("{n} record", "{n} records", count).format(n=number(count))] if count else []
        told[option] = " · ".join([*records, *elsewhere.get(option, [])])
    return told
