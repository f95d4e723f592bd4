import re
import uuid

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Role, User
from contacts.checking import is_email
from crm_project.lib import clock
from crm_project.lib.names import person_name
from timeline.models import Entry

from .target import BadRow, Outcome, Target, TargetField

NO_MAIL = "no-mail.invalid"
_WITH_ADDRESS = re.compile(r"(.+?)\s*[(<\[]([^\s()<>]+@[^\s()<>]+)[)>\]]")


class People(Target):
    """Colleagues without an e-mail: they own what was theirs, and cannot sign in until an administrator invites them."""

    what, kind = "people", "user"
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

    def allowed(self, user):
        return user.has_right("bulk") and user.has_right("configure")

    def prepare(self, run):
        return {"people": people_by_name(), "roles": {role.code: role for role in Role.objects.all()}, "departments": {}}

    def read(self, row, known):
        name, email = row.text("name"), row.text("email").lower()
        if not name:
            raise BadRow("name", "empty")
        if len(name) > 200:
            raise BadRow("name", "too_long", name)
        if email and not is_email(email):
            raise BadRow("email", "email", email)
        return name, email

    def here(self, pairs, run, known):
        return {row.number for row, (name, email) in pairs if _known(known["people"], name, email)}

    def bring(self, pairs, run, known):
        outcome = Outcome()
        for row, (name, email) in pairs:
            made = []
            department = self._department(row.text("department"), run, known, made)
            head = self._person(row.text("head"), "head", department, None, run, known, made)
            if _known(known["people"], name, email):
                outcome.skipped.append(row.number)
            else:
                self._person(name, "manager", department, head, run, known, made, email)
            outcome.brought += [(kind, record.pk, row.number, "") for kind, record in made]
            _note_people([record for kind, record in made if kind == "user"], run, row.number)
        return outcome

    def _department(self, name, run, known, made):
        if not name:
            return run.by.department
        if name not in known["departments"]:
            root = Department.objects.live().order_by("path").first()
            found = Department.objects.live().filter(name=name[:120]).first()
            known["departments"][name] = found or Department.found(name[:120], parent=root, by=run.by)
            if not found:
                made.append(("department", known["departments"][name]))
        return known["departments"][name]

    def _person(self, name, role, department, superior, run, known, made, email=""):
        if not name:
            return None
        if here := _known(known["people"], name, email):
            return here
        user = new_person(name, known["roles"][role], department, superior, email)
        known["people"] |= dict.fromkeys(names_of(user), user) | {name.casefold(): user}
        made.append(("user", user))
        return user


def people_by_name():
    """{name in either order, or e-mail: user}"""
    people = {}
    for user in User.objects.people().select_related("department", "role"):
        for key in names_of(user):
            people.setdefault(key, user)
    return people


def new_person(name, role, department, superior, email=""):
    """An inactive colleague without a password."""
    parts = person_name(name)
    address = email.lower() or f"{slugify(name) or 'colleague'}-{uuid.uuid4().hex[:8]}@{NO_MAIL}"
    user = User(email=address[:254], role=role, department=department, superior=superior)
    user.first_name, user.last_name, user.patronymic = parts.first_name[:80], parts.last_name[:80], parts.patronymic[:80]
    user.is_active, user.joined_at = False, clock.now()
    user.set_unusable_password()
    user.save()
    return user


def _note_people(people, run, row):
    facts = {"file": run.name, "import": run.pk, "row": row}
    Entry.objects.bulk_create(
        [Entry.fact("user", user.pk, "imported", by=run.by, audience=Entry.Audience.ADMINS, person=str(user), **facts) for user in people]
    )


def _known(people, name, email):
    return (people.get(email) if email else None) or people.get(name.casefold())


def names_of(user):
    """What a table may call a person by."""
    names = [f"{user.first_name} {user.last_name}", f"{user.last_name} {user.first_name}"]
    if user.patronymic:
        names.append(f"{user.last_name} {user.first_name} {user.patronymic}")
    return [key.strip().casefold() for key in (*names, user.email)]


def spellings(value):
    """The name in a table as it may be known here; some write the address behind it: «Ivan Petrov (ivan@example.com)»."""
    low = value.strip().casefold()
    found = _WITH_ADDRESS.fullmatch(low)
    return [low, found[2], found[1]] if found else [low]
