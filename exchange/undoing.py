"""Taking an import back: what nobody has touched since goes, the rest stays and is listed."""

from django.db import transaction
from django.db.models import ProtectedError

from accounts.models import Department, User
from contacts.models import Company, Contact, ContactRole, Source
from crm_project.lib import clock
from deals.models import Deal, Funnel, Product
from fields.models import CustomField
from leads.models import FirstAnswer, Lead, Scenario
from timeline.models import Comment, Entry, File

from .models import BroughtRecord, ImportRun
from .targets.moving import move_away

CHUNK = 500
# Deals go before what they point to, people before their companies.
ORDER = ("lead", "deal", "contact", "company", "product", "funnel", "field", "source", "user", "department")
MODELS = {
    "lead": Lead,
    "deal": Deal,
    "contact": Contact,
    "company": Company,
    "product": Product,
    "funnel": Funnel,
    "field": CustomField,
    "source": Source,
    "user": User,
    "department": Department,
}


def take_back(run):
    """Delete in chunks, each one transaction; a stop in the middle goes on where it was."""
    move_away(run)
    for kind in ORDER:
        while ids := list(_left(run, kind)[:CHUNK]):
            with transaction.atomic():
                _take_back_chunk(run, kind, ids)
            ImportRun.objects.filter(pk=run.pk).update(heard_at=clock.now())
    kept = run.records.filter(kept=True).count()
    with transaction.atomic():
        run.state, run.finished_at = ImportRun.State.UNDONE, clock.now()
        run.save(update_fields=["state", "finished_at"])
        run.record("import_taken_back", by=run.by, audience=Entry.Audience.ADMINS, name=run.name, kept=kept)
        run.pass_the_turn()


def _left(run, kind):
    return run.records.filter(kind=kind, kept=False).order_by("pk").values_list("record_id", flat=True)


def _take_back_chunk(run, kind, ids):
    touched = _touched(run, kind, ids)
    model, free = MODELS[kind], [pk for pk in ids if pk not in touched]
    if kind == "company":
        # A holding would be kept by its daughters, which go as well.
        brought = run.records.filter(kind=kind).values("record_id")
        Company.objects.filter(parent__in=free, pk__in=brought).update(parent=None)
    try:
        with transaction.atomic():
            model.objects.filter(pk__in=free).delete()
        gone = set(free)
    except ProtectedError:
        gone = {pk for pk in free if _deleted(model, pk)}
    BroughtRecord.objects.filter(run=run, kind=kind, record_id__in=gone).delete()
    BroughtRecord.objects.filter(run=run, kind=kind, record_id__in=set(ids) - gone).update(kept=True)


def _deleted(model, pk):
    try:
        with transaction.atomic():
            model.objects.filter(pk=pk).delete()
    except ProtectedError:
        return False
    return True


def _touched(run, kind, ids):
    """Records that were edited, moved, called, linked, commented on or given a file or a task since the import."""
    touched = set(Comment.objects.filter(subject_kind=kind, subject_id__in=ids).values_list("subject_id", flat=True))
    touched |= set(File.objects.filter(subject_kind=kind, subject_id__in=ids).values_list("subject_id", flat=True))
    if kind in ("lead", "deal", "contact", "company"):
        stamps = dict(run.records.filter(kind=kind, record_id__in=ids).values_list("record_id", "stamp"))
        versions = MODELS[kind].objects.filter(pk__in=ids).values_list("pk", "version")
        touched |= {pk for pk, version in versions if str(version) != stamps[pk]}
        touched |= set(MODELS[kind].objects.filter(pk__in=ids, tasks__isnull=False).values_list("pk", flat=True))
        touched |= _told_of(run, kind, ids)
    if kind == "company":
        # The people of this import are gone by now: who still works here was not brought by it, or stays.
        touched |= set(ContactRole.objects.filter(company__in=ids).values_list("company_id", flat=True))
    if kind == "source":
        touched |= set(FirstAnswer.objects.filter(source__in=ids).values_list("source_id", flat=True))
        touched |= set(Scenario.sources.through.objects.filter(source__in=ids).values_list("source_id", flat=True))
    if kind == "user":
        touched |= set(User.objects.filter(pk__in=ids, is_active=True).values_list("pk", flat=True))
    return touched


def _told_of(run, kind, ids):
    """Those in whose history more is written than this import itself."""
    facts = Entry.objects.filter(subject_kind=kind, subject_id__in=ids).exclude(verb="looked_up")
    # What later imports wrote here went with them when they were taken back themselves.
    imports = {run.pk, *ImportRun.objects.filter(state=ImportRun.State.UNDONE).values_list("pk", flat=True)}
    return {pk for pk, origin in facts.values_list("subject_id", "details__import") if origin not in imports}
