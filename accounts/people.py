"""Who works here: hiring by invitation, changing places, leaving; each in one transaction and each in the audit."""

from django.db import transaction

from crm_project.lib import clock
from timeline.models import Entry

from . import absences
from .hand_over import hand_over
from .models import Role, User


class NobodyCouldConfigure(ValueError):
    """The last person who may change settings would lose that right."""


class SuperiorIsBelow(ValueError):
    """Somebody cannot report to themselves or to one of those who report to them."""


class EmailIsTaken(ValueError):
    """There already is a user with this e-mail."""


def accept(invitation, *, first_name, last_name, password):
    """The invited person joins; the link has done its work."""
    with transaction.atomic():
        invitation = type(invitation).objects.select_for_update().get(pk=invitation.pk)
        here = User.objects.select_for_update().of_email(invitation.email)
        if invitation.accepted_at or invitation.revoked_at or (here and not here.waits_for_access):
            raise EmailIsTaken(invitation.email)
        place = {"role": invitation.role, "department": invitation.department, "superior": invitation.superior}
        name = {"first_name": first_name, "last_name": last_name}
        if here:
            user = _let_in(here, password=password, by=invitation.invited_by, **name, **place)
        else:
            user = make_user(email=invitation.email, password=password, by=invitation.invited_by, **name, **place)
        invitation.accepted_at = clock.now()
        invitation.save(update_fields=["accepted_at"])
    return user


def _let_in(user, *, password, by, **fields):
    """Whom an import brought without access: their records have been here before them."""
    for name, value in fields.items():
        setattr(user, name, value)
    user.set_password(password)
    user.save()
    user.reactivate(by=by)
    return user


def make_user(*, email, first_name, last_name, role, department, superior=None, password=None, by, **fields):
    user = User(
        email=email.strip().lower(),
        first_name=first_name,
        last_name=last_name,
        role=role,
        department=department,
        superior=superior,
        joined_at=clock.now(),
        **fields,
    )
    user.set_password(password)
    with transaction.atomic():
        user.save(force_insert=True)
        user.join(department, by=by or user)
    return user


def change_place(user, *, by, role=None, department=None, superior=None, position=None, email=None):
    """Role, department, superior and position as the administrator sets them; a new role ends all sessions."""
    with transaction.atomic():
        refuse_circle(user, superior)
        if role and role != user.role:
            was, user.role = str(user.role), role
            user.save(update_fields=["role"])
            user.end_sessions()
            user.record("role_given", by=by, audience=Entry.Audience.ADMINS, left=was, entered=str(role))
            somebody_configures()
        if department and department != user.department:
            user.join(department, by=by)
        if (superior, position) != (user.superior, user.position):
            user.superior, user.position = superior, position
            user.save(update_fields=["superior", "position"])
            facts = {"superior": str(superior or ""), "position": str(position or "")}
            user.record("place_changed", by=by, audience=Entry.Audience.ADMINS, **facts)


def dismiss(user, *, to=None, others=None, by):
    """No way in from this moment; with `to`, or `others` by {kind of record: colleague}, the open records go over in the same act.

    Departments are without a head until somebody names one; those who reported to this person report one step higher; whoever
    counted on them as a deputy is without one.
    """
    with transaction.atomic():
        act = hand_over(user, to, others=others, by=by) if to or others else None
        absences.without_deputy(user, by=by)
        for department in user.heads.all():
            department.reshape(name=department.name, parent=department.parent, head=None, by=by)
        user.subordinates.update(superior=user.superior)
        user.deactivate(by=by)
        somebody_configures()
    return act


def somebody_configures():
    """Refuse, inside the transaction of the change, what would lock everybody out of the settings."""
    if not User.objects.active().who_may("configure").exists():
        raise NobodyCouldConfigure


def refuse_circle(user, superior):
    seen = {user.pk}
    while superior is not None:
        if superior.pk in seen:
            raise SuperiorIsBelow
        seen.add(superior.pk)
        superior = superior.superior


def rewrite_role(role, *, matrix, rights, needs_second_factor, by):
    """A changed role acts at once on everybody who has it; sessions go on, for rights are read at every request."""
    with transaction.atomic():
        role.rewrite(matrix, rights, by=by)
        role.needs_second_factor = needs_second_factor
        role.save(update_fields=["needs_second_factor"])
        somebody_configures()


def copy_role(role, name, *, by):
    number = Role.objects.order_by("-pk").first().pk + 1
    with transaction.atomic():
        copy = Role.objects.create(code=f"role-{number}", name=name, matrix=role.matrix, rights=role.rights)
        copy.record("role_made", by=by, audience=Entry.Audience.ADMINS, role=name, source=str(role))
    return copy
