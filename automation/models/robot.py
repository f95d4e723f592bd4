from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Department, Role, User, Workspace
from accounts.scopes import ROBOT, matrix
from crm_project.lib import clock
from crm_project.lib.once import one_at_a_time

EMAIL = "automation@nobody.invalid"


class Robot(User):
    """Whoever rules act as: a row of a person that nobody signs in as, with a role of its own in Settings → Roles.

    It has no access, so every list of people passes over it; its rights are those of its role all the same.
    """

    rule_name = ""

    class Meta:
        proxy = True

    @property
    def full_name(self):
        if not self.rule_name:
            return self.first_name
        with translation.override(Workspace.current().language):
            return _("Automation “{name}”").format(name=self.rule_name)

    def scope_of(self, kind, action):
        return self.role.scope(kind, action)

    def has_right(self, right):
        return self.role.has(right)

    @classmethod
    def of(cls, rule):
        """The actor of a rule; history keeps the rule's name of the day."""
        found = cls.objects.select_related("role", "department").of_email(EMAIL) or cls._made()
        found.rule_name = rule.name
        return found

    @classmethod
    def _made(cls):
        one_at_a_time("the robot of automation")
        if found := cls.objects.select_related("role", "department").of_email(EMAIL):
            return found
        with translation.override(Workspace.current().language):
            name = _("Automation")
        rights = ["reassign", "see_contacts", "see_money"]
        role, _is_new = Role.objects.get_or_create(code=ROBOT, defaults={"name": name, "matrix": matrix("all"), "rights": rights})
        robot = cls(email=EMAIL, first_name=name, role=role, department=Department.objects.order_by("path", "pk").first())
        robot.is_active, robot.joined_at = False, clock.now()
        robot.set_unusable_password()
        robot.save(force_insert=True)
        return robot
