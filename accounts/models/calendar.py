from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock

FIVE_DAYS = [[["09:00", "18:00"]]] * 5 + [[], []]


class WorkCalendarQuerySet(models.QuerySet):
    def default(self):
        return self.filter(is_default=True).first()


class WorkCalendar(models.Model):
    """A weekly template: for each weekday from Monday the list of [from, to] local times; later templates are dated rows."""

    name = models.CharField(_("name"), max_length=120)
    week = models.JSONField(default=list)
    is_default = models.BooleanField(default=False)
    follows = models.CharField(_("public holidays"), max_length=2, blank=True, choices=[("RU", _("of Russia"))])

    objects = WorkCalendarQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_calendar")]

    def __str__(self):
        return self.name


class CalendarWeekQuerySet(models.QuerySet):
    def in_force(self, day):
        return self.filter(effective_from__lte=day).order_by("effective_from", "pk").last()

    def coming(self, day):
        """The next template, if one is set already."""
        return self.filter(effective_from__gt=day).order_by("effective_from", "pk").last()


class CalendarWeek(models.Model):
    """Another weekly template of the calendar from a date on."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="weeks")
    week = models.JSONField(default=list)
    effective_from = models.DateField()
    created_at = models.DateTimeField()

    objects = CalendarWeekQuerySet.as_manager()

    class Meta:
        ordering = ["effective_from", "pk"]


class CalendarDayQuerySet(models.QuerySet):
    def known(self, at):
        return self.filter(known_from__lte=at, known_to__gt=at)

    def current(self):
        return self.filter(known_to=clock.FOREVER)

    def on(self, day):
        return self.filter(on=day).first()

    def of_year(self, year):
        return self.filter(on__year=year)


class CalendarDay(models.Model):
    """A dated exception: a holiday, a Saturday that works, a short day. What was learnt after a cut-off does not touch it."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("day off")
        WORKING = "working", _("working day")
        SHORT = "short", _("short day, an hour less")

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=120, blank=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(default=clock.FOREVER)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "on"], condition=Q(known_to=clock.FOREVER), name="one_exception_per_date")
        ]


class ScheduleQuerySet(models.QuerySet):
    def of(self, bearer):
        """The rows of a user, a department or (None) the company, the latest first."""
        user, department = (None, None) if bearer is None else (bearer, None) if bearer.kind == "user" else (None, bearer)
        return self.filter(user=user, department=department).order_by("-effective_from", "-pk")

    def coming_by_department(self, day):
        """{department id, None for the company: the row that is set but not yet in force}"""
        rows = self.filter(effective_from__gt=day, user__isnull=True).order_by("effective_from", "pk")
        return {row.department_id: row for row in rows}


class Schedule(models.Model):
    """Zone, calendar and closing time of the company, a department or a person, from a date on.

    Both links empty means the company. An empty zone, calendar or closing time is taken from the next wider one.
    """

    department = models.ForeignKey("Department", null=True, blank=True, on_delete=models.CASCADE, related_name="schedules")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="schedules")
    effective_from = models.DateField()
    zone = models.CharField(max_length=60, blank=True)
    calendar = models.ForeignKey(WorkCalendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closes_at = models.TimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["effective_from", "pk"]
        constraints = [models.CheckConstraint(condition=Q(user__isnull=True) | Q(department__isnull=True), name="schedule_has_one_bearer")]
