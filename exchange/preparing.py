"""What an import needs before it can run: a stored file, fields of its own, a funnel, products."""

import hashlib
import uuid
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm_project.lib import clock
from crm_project.lib.sheets import MOST_BYTES, UnreadableFile, check_rows, open_sheet
from crm_project.lib.text import clean_line, sort_key
from deals.bringing_in import bring_in_products
from deals.models import Funnel, Product, Stage
from deals.ready import make_reasons
from deals.refusals import NotAllowed
from fields.models import CustomField
from timeline.keeping import safe_name

from .models import BroughtRecord, ImportRun, KnownHead
from .reading import path_of, sheet_of
from .ready_tables import kind_of_template
from .survey import MOST_CHECKED
from .targets import TARGETS
from .targets.own_fields import READABLE, fields_for_columns
from .targets.target import OUT, is_of_no_use
from .words import PIPELINE, stages_told

SAMPLE = 200


def store(upload, what, *, by):
    """Keep an uploaded table, written and hashed piece by piece, and look at its head.

    Raises UnreadableFile or NotAllowed, and then nothing is kept; of a file that is too large not a byte is written.
    """
    if upload.size > MOST_BYTES:
        raise UnreadableFile("too_large")
    run = ImportRun(by=by, name=safe_name(upload.name), stored_as=uuid.uuid4(), created_at=clock.now())
    path, digest = path_of(run), hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        for chunk in upload.chunks():
            digest.update(chunk)
            out.write(chunk)
    try:
        sheet = open_sheet(path, run.name)
        check_rows(sheet)
        _take_in(run, sheet)
        run.sha256, run.what = digest.hexdigest(), what or _usual(sheet, by)
        if not TARGETS[run.what].allowed(by):
            raise NotAllowed
    except Exception:
        path.unlink(missing_ok=True)
        raise
    run.save()
    return run


def likeliest(head):
    """What a table most probably holds, by its titles."""
    return kind_of_template(head) or max(TARGETS.values(), key=lambda target: target.likeness(head)).what


def read_again(run, what, encoding, separator):
    """The guess of how the file is written was wrong: look at it as a person says. What was mapped so far is forgotten."""
    sheet = open_sheet(path_of(run), run.name, encoding, separator)
    check_rows(sheet)
    _take_in(run, sheet)
    if not TARGETS[what].allowed(run.by):
        raise NotAllowed
    run.what, run.mapping, run.choices = what, {}, {}
    run.save(update_fields=["what", "reading", "head", "mapping", "choices"])


def usual_columns(run):
    """{column: key} as the titles tell it; a column that holds something no field is for may become one of its own."""
    guess = _own_by_their_names(run) | _without_lone_funnel(run, TARGETS[run.what].guess(run.head))
    if not (TARGETS[run.what].proposes_new_fields and run.by.has_right("configure")) or run.reading.get("kind") == "vcard":
        return guess
    filled = {place for _number, cells in sheet_of(run).sample(SAMPLE) for place, cell in enumerate(cells) if cell not in (None, "")}
    own = {str(place): "extra:new" for place in sorted(filled) if not is_of_no_use(run.head[place])}
    return own | guess


def _own_by_their_names(run):
    """{column: an own field that is here already}: the first column that bears its name."""
    target = TARGETS[run.what]
    known = {sort_key(one.label): f"extra:{one.pk}" for one in fields_for_columns(run.by, target.kind)} if target.takes_new_fields else {}
    found = {}
    for place, title in enumerate(run.head):
        if (key := known.get(sort_key(title))) and key not in found.values():
            found[str(place)] = key
    return found


def _without_lone_funnel(run, guess):
    """A funnel tells stages apart only where the table holds deals of several."""
    places = [int(place) for place, key in guess.items() if key == PIPELINE]
    told = {str(cells[place] or "") for place in places for _number, cells in islice(sheet_of(run), MOST_CHECKED)}
    return {place: key for place, key in guess.items() if key != PIPELINE or len(told - {""}) > 1}


def _take_in(run, sheet):
    run.head, run.reading = sheet.head, {"kind": sheet.kind, "encoding": sheet.encoding, "separator": sheet.separator}


def _usual(sheet, by):
    """What such a table held last time, or what it most probably holds."""
    known = [what for what in KnownHead.objects.kinds_of(sheet.head) if TARGETS[what].allowed(by)]
    return next(iter(known), "contacts" if sheet.kind == "vcard" else likeliest(sheet.head))


@transaction.atomic
def map_columns(run, mapping):
    """Keep the mapping; columns that become fields of their own get them here, under the titles of the file."""
    own = _own_fields(run, [run.head[int(place)][:120] for place, key in mapping.items() if key == "extra:new"])
    run.mapping = {place: f"extra:{own[run.head[int(place)][:120]].pk}" if key == "extra:new" else key for place, key in mapping.items()}
    run.save(update_fields=["mapping"])


@transaction.atomic
def take_choices(run, form):
    """Keep how values are understood; a new funnel and new products are made now, so that the preview is true."""
    choices = {key: form.cleaned_data[key] for key in ("currency", "doubtful", "here") if key in form.cleaned_data}
    choices["order"] = run.choices.get("order", "")
    choices["owner"] = {value: int(pk) if pk.isdecimal() else pk for value, pk in form.chosen("owner").items()}
    if run.what == ImportRun.What.LEADS:
        choices["stage"] = _understood(form.chosen("stage"))
    if run.what == ImportRun.What.DEALS:
        choices |= _funnel_and_stages(run, form)
        choices["product"] = _products(run, form.chosen("product"), choices["currency"])
    run.choices = choices
    run.save(update_fields=["choices"])


def read_dates(run, order):
    """Keep how the dates of the file are written, which only the whole file tells."""
    if run.choices.get("order") != order:
        run.choices["order"] = order
        run.save(update_fields=["choices"])


def _own_fields(run, titles):
    """{title: CustomField}: those that are here already, and new ones."""
    entity = TARGETS[run.what].kind
    here = CustomField.objects.of(entity).filter(label__in=titles, type__in=READABLE)
    known = {field.label: field for field in here}
    if set(titles) - set(known) and not run.by.has_right("configure"):
        raise NotAllowed
    count = CustomField.objects.filter(entity=entity).count()
    new = [
        CustomField(entity=entity, code=f"f{count + number}", label=title, type=CustomField.Type.TEXT, position=count + number)
        for number, title in enumerate((title for title in titles if title not in known), start=1)
    ]
    CustomField.objects.bulk_create(new)
    _note(run, "field", new)
    return known | {field.label: field for field in new}


def _funnel_and_stages(run, form):
    chosen, cleaned = form.chosen("stage"), form.cleaned_data
    if cleaned["funnel"] != "new":
        return {
            "funnel": int(cleaned["funnel"]),
            "funnel_choice": cleaned["funnel"],
            "stage": _understood(chosen),
        }
    funnel = Funnel.objects.create(name=clean_line(cleaned["funnel_name"]), position=50)
    funnel.record("funnel_started", by=run.by, audience="admins", funnel=funnel.name)
    _note(run, "funnel", [funnel])
    order = {"entry": 0, "working": 1, "won": 2, "lost": 3}
    kinds = {value: kind.removeprefix("kind:") for value, kind in chosen.items() if kind != OUT}
    stages, ended, names = {}, set(), stages_told(run, kinds)
    for place, value in enumerate(sorted(kinds, key=lambda value: order[kinds[value]]), start=1):
        # A funnel begins once and ends once in each way: a second «won» of the file becomes a stage on the way.
        kind = Stage.Kind.WORKING if kinds[value] in ended else kinds[value]
        ended |= {kind} & {"entry", "won", "lost"}
        stages[value] = Stage(funnel=funnel, name=names[value][:80], kind=kind, position=place * 10)
    Stage.objects.bulk_create([*stages.values(), *_ends_missing(funnel, {stage.kind for stage in stages.values()})])
    make_reasons(funnel, run.by.language or "ru")
    understood = {value: stages[value].pk if value in stages else OUT for value in chosen}
    return {"funnel": funnel.pk, "funnel_choice": str(funnel.pk), "stage": understood}


def _understood(chosen):
    """{value of the file: stage id, or that its rows are left out}"""
    return {value: pk if pk == OUT else int(pk) for value, pk in chosen.items()}


def _ends_missing(funnel, kinds):
    """A funnel begins and ends, also if the file knows no such stage."""
    ends = {"entry": (pgettext("stage", "New"), 5), "won": (_("Won"), 9000), "lost": (_("Lost"), 9010)}
    return [Stage(funnel=funnel, name=name, kind=kind, position=place) for kind, (name, place) in ends.items() if kind not in kinds]


def _products(run, chosen, currency):
    """{value of the file: product id}. Another spelling that a person confirmed becomes an alias of the product."""
    products = {product.pk: product for product in Product.objects.all()}
    by_name = {product.name: product for product in products.values()}
    rows = [{"name": value[:250], "group": "", "currency": currency, "row": 0} for value, pk in chosen.items() if pk == "new"]
    rows = [row for row in rows if row["name"] not in by_name]
    new = bring_in_products(rows, by=run.by, file=run.name, **{"import": run.pk}) if rows else []
    _note(run, "product", new)
    by_name |= {product.name: product for product in new}
    understood = {value: by_name[value[:250]] if pk == "new" else products[int(pk)] for value, pk in chosen.items() if pk}
    spelt = [(value, product) for value, product in understood.items() if value not in (product.name, *product.aliases)]
    for value, product in spelt:
        product.aliases = [*product.aliases, value]
    Product.objects.bulk_update({product for _value, product in spelt}, ["aliases"])
    return {value: product.pk for value, product in understood.items()}


def _note(run, kind, records):
    BroughtRecord.objects.bulk_create([BroughtRecord(run=run, kind=kind, record_id=record.pk) for record in records], ignore_conflicts=True)
