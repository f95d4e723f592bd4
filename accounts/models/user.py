from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.live import publish
from crm_project.lib.steady import steady
from timeline.models import Entry, Recorded

from ..scopes import CARDS, ROBOT, Scope
from ..signals import person_left
from .department import Department, Membership


class UserQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def with_rights(self):
        return self.select_related("role", "department", "position")

    def people(self):
        """Without the row that automation acts as."""
        return self.exclude(role__code=ROBOT)

    def who_may(self, right):
        return self.filter(role__rights__contains=[right])

    def who_work_with(self, kind):
        """Whose role changes records of this kind; whoever only looks on is given none."""
        scopes = [scope for scope in Scope.values if scope != Scope.NONE]
        return self.filter(**{f"role__matrix__{kind}__edit__in": scopes})

    def find(self, pk):
        return self.filter(pk=pk).first()

    def by_ids(self, ids):
        return self.filter(pk__in=ids)

    def of_email(self, email):
        return self.filter(email=email.strip().lower()).first()

    def in_scope(self, user, scope):
        ids = user.people_ids_in(scope)
        return self if ids is None else self.filter(pk__in=ids)

    def beside(self, user):
        """Those of the user's own department."""
        return self.filter(department=user.department_id)

    def colleagues_of(self, user):
        """Those whose records the user may see: the choices of every owner filter."""
        ids = user.people_ids_for("deal", "see")
        return (self if ids is None else self.filter(pk__in=ids)).by_name()

    def remember(self, user, **wishes):
        """Keep small wishes such as the theme; nothing else of the row is touched."""
        for name, value in wishes.items():
            setattr(user, name, value)
        self.filter(pk=user.pk).update(**wishes)

    def by_name(self):
        return self.order_by("last_name", "first_name", "pk")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, email):
        return self.with_rights().get(email=email.strip().lower())


class User(Recorded, AbstractBaseUser):
    """Somebody who signs in with an e-mail; the role says what they may do, the department whose records they see."""

    kind = "user"

    class Theme(models.TextChoices):
        AUTO = "auto", _("as the system")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    email = models.EmailField(_("e-mail"), unique=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    first_name = models.CharField(_("first name"), max_length=80)
    patronymic = models.CharField(_("patronymic"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    position = models.ForeignKey(
        "Position", null=True, blank=True, on_delete=models.PROTECT, related_name="users", verbose_name=_("position")
    )
    role = models.ForeignKey("Role", on_delete=models.PROTECT, related_name="users", verbose_name=_("role"))
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="users", verbose_name=_("department"))
    superior = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="subordinates", verbose_name=_("superior")
    )
    language = models.CharField(_("language"), max_length=2, blank=True, choices=[("ru", "Русский"), ("en", "English")])
    zone = models.CharField(_("time zone"), max_length=60, blank=True)
    theme = models.CharField(_("theme"), max_length=5, choices=Theme, default=Theme.AUTO)
    shortcuts_on = models.BooleanField(_("keyboard shortcuts"), default=True)
    signature = models.TextField(_("signature"), max_length=2000, blank=True)
    photo = models.ForeignKey("timeline.File", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    preferences = models.JSONField(default=dict, blank=True)
    opened = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), editable=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    checked_on = models.DateField(_("checked on"), null=True, editable=False)
    session_epoch = models.PositiveIntegerField(default=0)

    objects = UserManager()

    USERNAME_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_email")]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        return " ".join(part for part in (self.first_name, self.last_name) if part) or self.email

    @property
    def initials(self):
        return "".join(part[0] for part in (self.first_name, self.last_name) if part).upper() or self.email[0].upper()

    @property
    def zone_name(self):
        """The zone in which this person reads times: their own, the department's, the company's."""
        from ..zones import zone_name_of

        return zone_name_of(self)

    @property
    def waits_for_access(self):
        """Brought in by an import and never let in: owns the past, and is here only once invited."""
        return not self.is_active and not self.has_usable_password() and not self.memberships.exists()

    # -- what one may do ------------------------------------------------------

    def scope_of(self, kind, action):
        return self.role.scope(kind, action) if self.is_active else Scope.NONE

    def has_right(self, right):
        return self.is_active and self.role.has(right)

    def may(self, action, what):
        """`what` is a kind ("deal": somewhere at all) or a record (this very one)."""
        if isinstance(what, str):
            return self.scope_of(what, action) != Scope.NONE
        return self.holds(what, action) or what.pk in self.opened_ids(what.kind, action)

    def holds(self, record, action):
        """By the matrix alone, without what a hand-off opened."""
        scope = self.scope_of(record.kind, action)
        return scope == Scope.ALL or (scope != Scope.NONE and self._holds(record, action, scope))

    def may_decide(self, right, record):
        """A yes/no right over a record one may edit; who only stands in for its owner, or to whom it was only opened by a
        hand-off, works on it and decides nothing."""
        return self.has_right(right) and self.holds(record, "edit") and record.owner_id not in self.lent(record.kind)

    def lent(self, kind):
        """Ids of the people whose records one may edit only because they are away."""
        people = self.people_ids_in(self.scope_of(kind, "edit"))
        return set() if people is None else self.stands_in_for - people

    def people_ids_in(self, scope):
        """Ids of the people whose records a scope covers; None means everybody's."""
        if scope == Scope.ALL:
            return None
        return {self.pk} if scope == Scope.OWN else self._people_ids[scope]

    def people_ids_for(self, kind, action):
        """Ids of the people on whose records one may do this; None means on everybody's.

        Who stands in for somebody sees and changes their cards for the time, and does nothing else with them.
        """
        scope = self.scope_of(kind, action)
        people = self.people_ids_in(scope)
        if not people or kind not in CARDS or action not in ("see", "edit"):
            return people
        return people | self.stands_in_for

    def opened_ids(self, kind, action):
        """Ids of others' cards that a hand-off opened to this person, or to whom they stand in for; nothing where all are seen.

        The database keeps them on the person's row as long as the work lasts, so that asking costs nothing.
        """
        if kind not in CARDS or action not in ("see", "edit") or self.scope_of(kind, action) in (Scope.NONE, Scope.ALL):
            return set()
        return {pk for opened in self._opened for pk in opened.get(action, {}).get(kind, ())}

    def was_opened(self, card):
        """A hand-off lets this very person work on it, until they have done what they planned there."""
        return card.pk in self.opened.get("edit", {}).get(card.kind, ())

    @cached_property
    def _opened(self):
        absent = User.objects.filter(pk__in=self.stands_in_for).values_list("opened", flat=True) if self.stands_in_for else ()
        return [self.opened, *absent]

    @cached_property
    def stands_in_for(self):
        """Ids of those who are away today and have named this person as their deputy."""
        from ..schedule import timetable_of

        return {absent.pk for absent in timetable_of(self).stood_in_for_by(self, clock.now())}

    def department_ids_in(self, scope):
        """Departments whose unassigned records a scope covers; None means all of them."""
        if scope == Scope.ALL:
            return None
        return set() if scope == Scope.OWN else self._department_ids[scope]

    def save(self, *args, **kwargs):
        if self.pk and not self._state.adding and kwargs.get("update_fields") is None:
            # What is opened to a person is written by the database alone: a copy read before must not overwrite it.
            left = {"id", "opened", *self.get_deferred_fields()}
            kwargs["update_fields"] = [field.name for field in self._meta.concrete_fields if field.attname not in left]
        super().save(*args, **kwargs)

    def record(self, verb, *, by, **facts):
        """The audit names whom a fact is about, as they were called that day."""
        return super().record(verb, by=by, person=str(self), **facts)

    # -- verbs ---------------------------------------------------------------

    def join(self, department, *, by, at=None):
        """Work in this department from now on; the past keeps the department of its time."""
        at = at or clock.now()
        with transaction.atomic():
            self.memberships.filter(to_at=clock.FOREVER).update(to_at=at)
            Membership.objects.create(user=self, department=department, from_at=at)
            self.department = department
            self.save(update_fields=["department"])
            self.record("joined", by=by, at=at, audience=Entry.Audience.ADMINS, department=department.name)

    def deactivate(self, *, by):
        """No way in from this moment, on any device; records stay where they are. Twice is once."""
        with transaction.atomic():
            if not self._turn_access(to=False):
                return
            self.end_sessions()
            self.memberships.filter(to_at=clock.FOREVER).update(to_at=clock.now())
            self.record("deactivated", by=by, audience=Entry.Audience.ADMINS)
            person_left.send(sender=User, user=self, by=by)

    def reactivate(self, *, by):
        with transaction.atomic():
            if not self._turn_access(to=True):
                return
            self.join(self.department, by=by)
            self.record("reactivated", by=by, audience=Entry.Audience.ADMINS)

    def _turn_access(self, *, to):
        """Tells whether this changed it: of two at once one does."""
        self.is_active = to
        return User.objects.filter(pk=self.pk, is_active=not to).update(is_active=to)

    def end_sessions(self):
        """Sign out everywhere: the session hash hangs on this number."""
        self.session_epoch += 1
        self.save(update_fields=["session_epoch"])
        self.known_sessions.all().end()
        publish(f"user:{self.pk}", "resync")

    def get_session_auth_hash(self):
        return self._get_session_auth_hash()

    def _get_session_auth_hash(self, secret=None):
        from django.utils.crypto import salted_hmac

        value = f"{self.password}:{self.session_epoch}:{self.is_active}:{self.role_id}"
        return salted_hmac("accounts.session", value, secret=secret, algorithm="sha256").hexdigest()

    # -- helpers -------------------------------------------------------------

    def _holds(self, record, action, scope):
        owner_id = getattr(record, "owner_id", None)
        if owner_id is not None:
            return owner_id in self.people_ids_for(record.kind, action)
        return getattr(record, "department_id", None) in self.department_ids_in(scope)

    @cached_property
    def _people_ids(self):
        """{scope: set of user ids}"""
        return steady(self, ("people", self.pk), self._read_people_ids)

    def _read_people_ids(self):
        path = self.department.path
        rows = User.objects.filter(Q(department__path__startswith=path) | Q(superior=self) | Q(superior__superior=self)).values_list(
            "pk", "department_id", "department__path", "superior_id"
        )
        own = {self.pk}
        below = {pk for pk, *_rest in rows}
        mine = {pk for pk, department, _path, superior in rows if department == self.department_id or superior == self.pk}
        return {Scope.NONE: set(), Scope.OWN: own, Scope.DEPARTMENT: mine | own, Scope.BELOW: below | own}

    @cached_property
    def _department_ids(self):
        return steady(self, ("departments", self.pk), self._read_department_ids)

    def _read_department_ids(self):
        below = {self.department_id, *Department.objects.below(self.department).values_list("pk", flat=True)}
        return {Scope.NONE: set(), Scope.OWN: set(), Scope.DEPARTMENT: {self.department_id}, Scope.BELOW: below}
