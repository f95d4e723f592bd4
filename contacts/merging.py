"""Two cards of one client become one: fields as chosen, everything attached moves, the journal knows what went where."""

from django.db import transaction

from crm_project.lib import clock, live

from .attached import ties_of
from .choosing import choose
from .refusals import AlreadyMerged, EditConflict, InTheTrash, ItIsOneCard, NotOneKind
from .signals import clients_merged


def merge(kept, absorbed, *, by, choices, versions=None):
    """Answers the journal of the merge. `versions` of both cards are those the person has seen."""
    if type(kept) is not type(absorbed):
        raise NotOneKind
    if kept.pk == absorbed.pk:
        raise ItIsOneCard
    with transaction.atomic():
        hold_both(kept, absorbed)
        _check(kept, absorbed, by, versions)
        chosen, changes = choose(kept, absorbed, choices, by)
        absorbed.merged_into, absorbed.deleted_at = kept, clock.now()
        absorbed._write()
        attached = gather(kept, absorbed)
        kept.touched_at = max(kept.touched_at, absorbed.touched_at)
        kept._write()
        journal = type(kept).merge_model.objects.create(
            kept=kept, absorbed=absorbed, by=by, merged_at=clock.now(), choices=chosen, **attached
        )
        _tell(journal, changes, by)
    return journal


def hold_both(first, second):
    """Lock two cards in the order of their keys, so that two merges never wait for each other, and take their present state."""
    model = type(first)
    held = {one.pk: one for one in model.objects.select_for_update(of=("self",)).filter(pk__in=[first.pk, second.pk]).order_by("pk")}
    for client in (first, second):
        for field in client._meta.concrete_fields:
            setattr(client, field.attname, getattr(held[client.pk], field.attname))
        client._prefetched_objects_cache = {}


def gather(kept, absorbed):
    """Move everything that hangs on the absorbed card: as many statements as there are columns, however many rows."""
    moved, dropped, adjusted = [], [], []
    for tie in ties_of(kept.kind):
        ids, shift = tie.move(absorbed.pk, kept.pk)
        rows = tie.take_off(absorbed.pk)
        moved += [{"tie": tie.name, "ids": ids, "shift": shift}] if ids else []
        dropped += [{"tie": tie.name, "rows": rows}] if rows else []
        adjusted += _one_main(tie, kept, ids) if ids and kept.kind == "company" else []
        adjusted += _as_before(tie, kept, rows) if rows and tie.label == "contacts.contactrole" and kept.kind == "contact" else []
    return {"moved": moved, "dropped": dropped, "adjusted": adjusted}


def _check(kept, absorbed, by, versions):
    for client in (absorbed, kept):
        if client.merged_into_id:
            raise AlreadyMerged(client.merged_into)
        if client.deleted_at:
            raise InTheTrash
        client._check(by, "edit")
    if versions is not None and tuple(versions) != (kept.version, absorbed.version):
        raise EditConflict(kept)


def _one_main(tie, kept, ids):
    """A company has one main contact and one main account: those it had stay the main ones."""
    if not any(field.name == "is_main" for field in tie.model._meta.concrete_fields):
        return []
    rows = tie.of(kept.pk).filter(is_main=True)
    if not rows.exclude(pk__in=ids).exists():
        return []
    second = list(rows.filter(pk__in=ids).values_list("pk", flat=True))
    return _adjust(tie.model, second, "is_main", True, False)


def _as_before(tie, kept, rows):
    """What the second card of a person said of a company, and the first one did not: the role, the main contact."""
    said, adjusted = {row["company_id"]: row for row in rows}, []
    for role in tie.of(kept.pk).filter(company_id__in=said):
        was = said[role.company_id]
        if was["is_main"] and not role.is_main:
            adjusted += _adjust(tie.model, [role.pk], "is_main", False, True)
        if was["role"] and not role.role:
            adjusted += _adjust(tie.model, [role.pk], "role", "", was["role"])
    return adjusted


def _adjust(model, ids, column, before, after):
    if not ids:
        return []
    model._base_manager.filter(pk__in=ids).update(**{column: after})
    return [{"model": model._meta.label_lower, "ids": ids, "column": column, "before": before, "after": after}]


def _tell(journal, changes, by):
    kept, absorbed = journal.kept, journal.absorbed
    kept.record("merged", by=by, name=str(absorbed), merge=journal.pk, number=journal.moved_count)
    if changes:
        kept.record("changed", by=by, changes=changes)
    absorbed.record("merged_into", by=by, name=str(kept), merge=journal.pk)
    tell_pages(journal, by)


def tell_pages(journal, by):
    """Open pages of those who lead these clients read anew; the apps above look after what moved."""
    for pk in {journal.kept.owner_id, journal.absorbed.owner_id} - {None}:
        live.publish(f"user:{pk}", "timeline")
    clients_merged.send(type(journal), journal=journal, by=by)
