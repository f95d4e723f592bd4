from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

from crm_project.lib import clock
from regulations.models import Edition, EditionNode

OPEN = ("pending", "in_progress", "failed_retry")


def nodes_in_force(at=None):
    """Places of sections in the editions that hold at a moment."""
    return EditionNode.objects.filter(edition__in=Edition.objects.in_force(at or clock.now()), edition__regulation__retired_at=None)


class QuestionQuerySet(models.QuerySet):
    # -- who may see what ---------------------------------------------------

    def visible_to(self, user):
        """Questions with their keys: whoever writes them."""
        from .permissions import may_write_bank

        return self if may_write_bank(user) else self.none()

    # -- words --------------------------------------------------------------

    def find(self, pk):
        return self.filter(pk=pk).first()

    def in_use(self):
        return self.filter(state="active")

    def with_codes(self, codes):
        return self.filter(code__in=list(codes))

    def made_from_settings(self):
        return self.filter(origin="generated").exclude(code="").order_by("pk")

    def made_waiting(self):
        """Made from the settings, or made anew, and not looked at yet."""
        waits = Q(state="draft") | Q(state="needs_review", why_review="settings_changed")
        return self.filter(waits, origin="generated").exclude(made_from="")

    def for_tests(self):
        return self.filter(pool="exam")

    def tasks(self):
        return self.filter(current__type="task")

    def without_tasks(self):
        return self.exclude(current__type="task")

    def with_state(self, state):
        return self.filter(state=state)

    def of_sections(self, sections):
        return self.filter(Exists(self.model.links.rel.related_model.objects.filter(question=OuterRef("pk"), section__in=sections)))

    def drawable(self, at=None):
        """In use, and verified for what each of its sections says at a moment (I-16)."""
        links = self.model.links.rel.related_model.objects.filter(question=OuterRef("pk"))
        holds = nodes_in_force(at).filter(section=OuterRef("section"), version=OuterRef("verified_for"))
        return self.in_use().filter(Exists(links), ~Exists(links.filter(~Exists(holds))))

    def saying(self, words):
        """With these words in the question or its code."""
        stems = Q(current__stem__ru__icontains=words) | Q(current__stem__en__icontains=words)
        return self.filter(stems | Q(code__icontains=words))

    # -- what a page needs --------------------------------------------------

    def for_list(self):
        return self.select_related("current", "regulation").prefetch_related("links__section__regulation").order_by("code")

    def counted_by_state(self):
        return dict(self.order_by().values_list("state").annotate(number=Count("pk")))


class LinkQuerySet(models.QuerySet):
    def of_document(self, regulation):
        """On sections of a regulation, with what they were verified for."""
        return self.filter(section__regulation=regulation).select_related("verified_for").prefetch_related("verified_for__texts")

    def stale(self, at=None):
        """Of questions in use: verified for what its section does not say any more."""
        holds = nodes_in_force(at).filter(section=OuterRef("section"), version=OuterRef("verified_for"))
        return self.filter(question__state="active").filter(~Exists(holds)).select_related("question", "section", "verified_for")


class DefinitionQuerySet(models.QuerySet):
    def find(self, pk):
        return self.filter(pk=pk).first()

    def with_numbers(self):
        """How many have it open, and how many have passed it."""
        is_open, passed = Q(assignments__state__in=OPEN), Q(assignments__state="passed")
        return self.select_related("regulation").annotate(
            open_now=Count("assignments", filter=is_open), passed_ever=Count("assignments", filter=passed)
        )

    def live(self):
        return self.filter(retired_at=None)

    def with_positions(self):
        return self.select_related("regulation").prefetch_related("positions")

    def gating(self):
        return self.live().filter(gates_admission=True)

    def of_genre(self, genre):
        return self.live().filter(genre=genre)

    def to_be_given(self):
        """What somebody may be asked to pass by hand: self-checks are everybody's own, a test on changes comes with its edition."""
        return self.live().exclude(genre__in=["self_check", "change"])

    def that_were_given(self):
        return self.filter(Exists(self.model.assignments.field.model.objects.filter(test=OuterRef("pk")))).order_by("pk")


class AssignmentQuerySet(models.QuerySet):
    # -- who may see what ---------------------------------------------------

    def visible_to(self, user):
        """One's own, and those of the people whose reports one reads (I-20); a self-check is nobody else's."""
        people = user.people_ids_in(user.scope_of("report", "see"))
        found = self if people is None else self.filter(user__in=people | {user.pk})
        return found.filter(Q(user=user) | ~Q(test__genre="self_check"))

    def of(self, user):
        return self.filter(user=user)

    # -- words --------------------------------------------------------------

    def of_test(self, test):
        return self.filter(test=test)

    def of_people(self, people):
        return self.filter(user__in=people)

    def of_active(self):
        return self.filter(user__is_active=True)

    def of_origin(self, origin):
        return self.filter(origin=origin)

    def exams(self):
        return self.exclude(test__genre="self_check")

    def open(self):
        return self.filter(state__in=OPEN)

    def settled(self):
        return self.exclude(state__in=OPEN)

    def overdue(self, at):
        return self.open().filter(due_at__lt=at)

    def due_by_days(self):
        """Due so many working days after a moment, whatever becomes known of the person's absences."""
        return self.open().filter(due_days__isnull=False)

    def due_before(self, moment):
        return self.open().filter(due_at__lt=moment)

    def failed_for_good(self):
        return self.filter(state="failed_final")

    def cooling_down(self):
        return self.filter(state="failed_retry")

    def newest_results(self):
        """(person, per cent of the best attempt) of the newest of each person that was graded."""
        graded = self.filter(best_attempt__percent__isnull=False).order_by("user", "-assigned_at", "-pk").distinct("user")
        return graded.values_list("user", "best_attempt__percent")

    # -- what a page needs --------------------------------------------------

    def for_list(self):
        return self.select_related("user__position", "user__department", "test", "section__regulation", "best_attempt", "assigned_by")


class AttemptQuerySet(models.QuerySet):
    def visible_to(self, user):
        assignments = self.model.assignment.field.related_model.objects.visible_to(user)
        return self.filter(assignment__in=assignments.values("pk"))

    def of(self, user):
        return self.filter(assignment__user=user)

    def open(self):
        return self.filter(state="started")

    def expired(self, at):
        return self.open().filter(deadline_at__lt=at)

    def untouched_since(self, moment):
        """Begun before a moment, and not one answer was saved."""
        return self.open().filter(started_at__lt=moment).filter(~Exists(self._items().filter(saved_at__isnull=False)))

    def graded(self):
        return self.filter(state="graded")

    def for_page(self):
        return self.select_related("assignment__test", "assignment__user__department", "assignment__section", "test_version", "edition")

    def _items(self):
        return self.model.items.rel.related_model.objects.filter(attempt=OuterRef("pk"))


class ItemQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(attempt__assignment__user=user)

    def with_questions(self):
        return self.select_related("question_version__question", "ruled_by").order_by("place")

    def of_open_attempts(self):
        return self.filter(attempt__state="started")

    def tasks(self):
        return self.filter(question_version__type="task")

    def to_review(self):
        """Free text that was handed in and nobody has graded."""
        return self.filter(attempt__state="needs_review", question_version__type="text", reviewed_at=None).exclude(response=None)

    def reviewable_by(self, user):
        """Answers of one's own people, and of tests that name this person; never one's own."""
        mine = Q(attempt__assignment__test__reviewer=user)
        if user.has_right("reassign"):
            people = user.people_ids_in(user.scope_of("report", "see"))
            mine |= Q() if people is None else Q(attempt__assignment__user__in=people)
            if people is None:
                return self.exclude(attempt__assignment__user=user)
        return self.filter(mine).exclude(attempt__assignment__user=user)

    def for_queue(self):
        place = ("attempt__assignment__test", "attempt__assignment__user__department", "question_version__question")
        return self.select_related(*place).order_by("attempt__submitted_at", "pk")

    def of_graded_exams(self, people, since):
        """Answers of these people in tests handed in since a moment, without voided questions and self-checks."""
        graded = self.filter(attempt__state="graded", attempt__submitted_at__gte=since, attempt__assignment__user__in=people)
        return graded.exclude(attempt__assignment__test__genre="self_check").exclude(ruled_by__action="void")

    def about(self, sections):
        return self.filter(question_version__question__links__section__in=sections)

    def first_of_exams(self):
        """Of first attempts that were handed in, of questions for tests: what statistics are made of (I-17)."""
        return self.filter(
            attempt__number=1, attempt__submitted_at__isnull=False, question_version__question__pool="exam", attempt__state="graded"
        ).exclude(attempt__assignment__test__genre="self_check")


class PracticeQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def of_attempt(self, attempt):
        return self.filter(item__attempt=attempt)

    def open(self):
        return self.filter(state="open")

    def trials(self):
        return self.filter(question_version=None)

    def begun_before(self, moment):
        return self.filter(started_at__lt=moment)

    def not_ended_before(self, moment):
        return self.filter(Q(ended_at=None) | Q(ended_at__gte=moment))

    def besides(self, item):
        """Of other tasks than this one, and trial runs."""
        return self.exclude(item=item)

    def for_banner(self):
        return self.select_related("user", "item__attempt", "question_version__question__regulation")

    def newest_of_items(self, items):
        """{id of the item: its newest run}"""
        found = self.filter(item__in=items).for_banner().order_by("item_id", "-started_at", "-pk")
        return {run.item_id: run for run in found.distinct("item_id")}

    def keeping_room(self, user_pk, moment):
        """Runs for which the person's room still stands: they go on, or ended or were graded after a moment."""
        late = Q(ended_at__gte=moment) | Q(item__attempt__graded_at__gte=moment)
        return self.filter(Q(state="open") | late, user=user_pk)


class CertificateQuerySet(models.QuerySet):
    def of_attempt(self, attempt):
        return self.filter(attempt=attempt)

    def of(self, user):
        return self.filter(user=user)

    def of_people(self, people):
        return self.filter(user__in=people)

    def on(self, regulation):
        return self.filter(test__regulation=regulation)

    def with_state(self, state):
        return self.filter(state=state)

    def unended(self):
        return self.filter(state__in=("valid", "supplement_required"))

    def in_force(self, at=None):
        """One that waits for a supplement holds until its grace is over, and again when that is passed."""
        return self.unended().exclude(state="supplement_required", supplement_by__lt=at or clock.now())

    def run_out(self, at):
        return self.unended().filter(valid_until__lt=at)

    def ending_before(self, moment):
        """The newest of each person and test that ends before a moment."""
        newer = self.model.objects.unended().filter(user=OuterRef("user"), test=OuterRef("test"), valid_from__gt=OuterRef("valid_from"))
        return self.unended().filter(valid_until__lt=moment, user__is_active=True).filter(~Exists(newer))


class AppealQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state="open")

    def for_list(self):
        item = ("item__question_version__question", "item__attempt__assignment__user", "item__attempt__assignment__test")
        return self.select_related(*item).order_by("at", "pk")

    def newest_first(self):
        return self.order_by(F("at").desc(), "-pk")
