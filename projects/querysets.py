from django.db import models
from django.db.models import Count, F, Q

from contacts.models import Company, Contact
from crm_project.lib.text import sort_key
from deals.models import Deal
from tasks.models import Task

CARDS = {"deal": Deal, "contact": Contact, "company": Company}


class ProjectQuerySet(models.QuerySet):
    # -- who may see what ---------------------------------------------------

    def visible_to(self, user):
        """A project is seen where the deal or the client it is about is seen."""
        if not user.may("see", "task"):
            return self.none()
        seen = Q()
        for name, model in CARDS.items():
            seen |= Q(**{f"{name}__in": model.objects.visible_to(user).live().order_by().values("pk")})
        return self.filter(seen)

    # -- words --------------------------------------------------------------

    def open(self):
        return self.filter(closed_at=None)

    def closed(self):
        return self.filter(closed_at__isnull=False)

    def led_by(self, user):
        return self.filter(owner=user)

    def late(self, day):
        return self.open().filter(due_on__lt=day)

    def about(self, record):
        return self.filter(**{record.kind: record})

    def named(self, words):
        found = self
        for word in sort_key(words).split():
            found = found.filter(search_text__contains=word)
        return found

    # -- what a page needs --------------------------------------------------

    def for_list(self):
        return self.select_related("owner", "deal", "contact", "company")

    def with_work(self, user):
        """Each with `tasks_done` of `tasks_all`, of those tasks that the reader sees."""
        seen = Q(tasks__in=Task.objects.visible_to(user).kept().order_by().values("pk"))
        return self.annotate(
            tasks_all=Count("tasks", filter=seen, distinct=True),
            tasks_done=Count("tasks", filter=seen & Q(tasks__done_at__isnull=False), distinct=True),
        )


class NoteQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(taken_back_at=None)


def tasks_to_gather(project, user):
    """Tasks about the same deal or client that the user sees and the project has not, open ones first."""
    found = Task.objects.visible_to(user).kept().about(project.subject).exclude(projects=project)
    return found.select_related("owner").order_by(F("done_at").asc(nulls_first=True), "due_on", "due_at", "pk")


def tasks_in(project, user):
    """Tasks of the project that the user sees: what is to be done by its day, then what is done."""
    found = Task.objects.visible_to(user).kept().filter(projects=project)
    return found.for_list().with_phones().order_by(F("done_at").asc(nulls_first=True), "due_on", "due_at", "pk")
