"""Living blocks about whoever reads: what they may do, how the document is measured for them, what they have confirmed."""

from django.template.loader import render_to_string

from accounts.forms.roles import MEANINGFUL
from accounts.scopes import ACTIONS, KINDS, RIGHTS, Scope

from ..measuring import Parameter
from ..models import Acknowledgement, Regulation
from ..reading.permissions import leads_people
from ..reading.sheet import Sheet
from ..reading.snapshot import Snapshot
from .blocks import Personal, live_block


def permissions(reader, place):
    """What the reader's role sees and may do, and nothing of other roles."""
    role = reader.role
    rows = [
        (KINDS[kind], [_scope(role, kind, action) if action in MEANINGFUL[kind] else "" for action in ACTIONS])
        for kind in MEANINGFUL
        if any(role.scope(kind, action) != Scope.NONE for action in MEANINGFUL[kind])
    ]
    rights = [label for right, label in RIGHTS.items() if role.has(right)]
    context = {"role": role, "position": reader.position, "actions": ACTIONS.values(), "rows": rows, "rights": rights}
    return render_to_string("regulations/living/permissions.html", context)


def _scope(role, kind, action):
    scope = role.scope(kind, action)
    return "" if scope == Scope.NONE else scope.label


def kpi(reader, place):
    """The measurable parameter of the document: what is asked, the reader's own figure, that of the people they lead."""
    regulation = _regulation(place)
    edition = regulation.edition_in_force() if regulation else None
    parameter = Parameter(edition.header.get("facts", {}), reader) if edition else None
    if parameter is None or not parameter.bound:
        return ""
    own = {condition.label: condition for condition in parameter.own}
    rows = [(one.label, least, own.get(one.label), parameter.of_department(one), parameter.average(one)) for one, least in parameter.bound]
    return render_to_string("regulations/living/kpi.html", {"rows": rows, "leads": leads_people(reader), "parameter": parameter})


def ack_sheet(reader, place):
    """What the reader confirmed of the edition in force; to a head also how many of their people have."""
    regulation = _regulation(place)
    snapshot = Snapshot(regulation) if regulation else None
    if snapshot is None or snapshot.edition is None:
        return ""
    versions = [node.version_id for node in snapshot.nodes.values()]
    own = list(Acknowledgement.objects.on_the_sheet(versions).of_people([reader.pk]))
    sheet = Sheet(regulation, reader) if leads_people(reader) else None
    context = {"last": own[0] if own else None, "count": len({one.section_id for one in own}), "sheet": sheet, "code": regulation.code}
    return render_to_string("regulations/living/ack_sheet.html", context | {"edition": snapshot.edition, "reader": reader})


def _regulation(place):
    return Regulation.objects.filter(code=place[0], retired_at=None).first()


live_block(Personal("permissions", permissions))
live_block(Personal("kpi", kpi))
live_block(Personal("ack_sheet", ack_sheet))
