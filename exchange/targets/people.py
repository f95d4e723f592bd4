import uuid

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Role, User
from crm_project.lib import clock

from .target import BadRow, Outcome, Target, TargetField

NO_MAIL = "no-mail.invalid"


class People(Target):
    """Colleagues without an e-mail: they own what was theirs, and cannot sign in until an administrator invites them."""

    what = "people"
    fields = (
        TargetField(
            "name", _("Name"), ("sales agent", "sales_agent", "agent", "сотрудник", "менеджер", "фио", "имя", "name", "employee"), True
        ),
        TargetField("email", _("E-mail"), ("email", "e mail", "почта", "логин")),
        TargetField("head", _("Head"), ("manager", "руководитель", "head", "boss")),
        TargetField(
            "department", _("Department"), ("regional office", "regional_office", "office", "отдел", "подразделение", "department")
        ),
    )

    def prepare(self, run):
        return {"people": people_by_name(), "roles": {role.code: role for role in Role.objects.all()}, "departments": {}}

    def check(self, row, known):
        if not row.text("name"):
            raise BadRow("name", "empty")

    def bring(self, rows, run, known):
        outcome = Outcome()
        for row in rows:
            made = []
            department = self._department(row.text("department"), run, known, made)
            head = self._person(row.text("head"), "head", department, None, run, known, made)
            before = len(made)
            self._person(row.text("name"), "manager", department, head, run, known, made, row.text("email"))
            if len(made) == before:
                outcome.skipped.append((row.number, "here_already"))
            outcome.brought += [(kind, record.pk, row.number, "") for kind, record in made]
        return outcome

    def _department(self, name, run, known, made):
        if not name:
            return run.by.department
        if name not in known["departments"]:
            root = Department.objects.live().order_by("path").first()
            found = Department.objects.live().filter(name=name).first()
            known["departments"][name] = found or Department.objects.create(name=name[:120], parent=root)
            if not found:
                made.append(("department", known["departments"][name]))
        return known["departments"][name]

    def _person(self, name, role, department, superior, run, known, made, email=""):
        if not name:
            return None
        if known["people"].get(name.casefold()):
            return known["people"][name.casefold()]
        user = new_person(name, known["roles"][role], department, superior, email)
        known["people"][name.casefold()] = user
        made.append(("user", user))
        return user


def people_by_name():
    """{name in either order, or e-mail: user}"""
    people = {}
    for user in User.objects.select_related("department", "role"):
        for key in (f"{user.first_name} {user.last_name}", f"{user.last_name} {user.first_name}", user.email):
            people.setdefault(key.strip().casefold(), user)
    return people


def new_person(name, role, department, superior, email=""):
    """An inactive colleague without a password."""
    first, _space, last = name.strip().partition(" ")
    address = email.lower() if "@" in email else f"{slugify(name) or 'colleague'}-{uuid.uuid4().hex[:8]}@{NO_MAIL}"
    user = User(email=address[:254], first_name=first[:80], last_name=last[:80], role=role, department=department, superior=superior)
    user.is_active, user.joined_at = False, clock.now()
    user.set_unusable_password()
    user.save()
    return user
