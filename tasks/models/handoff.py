from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import Workspace
from accounts.schedule import Timetable
from crm_project.lib import clock
from crm_project.lib.once import made_before
from crm_project.lib.text import clean, clean_line
from crm_project.lib.working_time import working_minutes
from notifications.telling import notify
from timeline.models import File

from ..permissions import can_take, may_answer, may_hand_over
from ..querysets import HandoffQuerySet
from ..refusals import AlreadyAnswered, AnswerFirst, CannotReceive, NotAllowed, ReasonNeeded, TaskIsClosed
from ..reminding import Listeners, next_open_day, superior_of, working_later
from .handing import HandoffReason, HandoffRules
from .task import Task

MOST_ITEMS = 50
ITEM_LENGTH = 200


class Handoff(models.Model):
    """Work that goes on with somebody else: their task waits for acceptance, with what it takes to begin.

    How it stands is kept by its task (`handed`). Accepted, it opens the card to whoever has the task for as long as the
    task is open, and the giver goes on reading until then.
    """

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="handoff")
    from_task = models.ForeignKey(Task, null=True, on_delete=models.SET_NULL, related_name="handed_on")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="given_handoffs")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="received_handoffs")
    planned_start = models.DateField(gettext_lazy("planned start"), null=True)
    checklist = models.JSONField(default=list)
    files = models.ManyToManyField(File, related_name="+")
    gives_ownership = models.BooleanField(gettext_lazy("the card goes along"), default=False)
    round = models.PositiveSmallIntegerField(default=1)
    given_at = models.DateTimeField()
    accept_by = models.DateTimeField(null=True)
    late_told_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    waited_minutes = models.PositiveIntegerField(null=True)
    reason = models.ForeignKey(HandoffReason, null=True, on_delete=models.PROTECT, related_name="+")
    return_text = models.TextField(max_length=2000, blank=True)

    objects = HandoffQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["giver", "given_at"], name="handoffs_of_a_giver"),
            models.Index(fields=["receiver", "given_at"], name="handoffs_of_a_receiver"),
            models.Index(fields=["accept_by"], name="handoffs_to_answer", condition=models.Q(answered_at=None, late_told_at=None)),
        ]

    @property
    def items_done(self):
        return sum(1 for item in self.checklist if item["done_at"])

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def give(cls, *, to, by, title, type, token=None, subject=None, from_task=None, **facts):
        """Hand work over to a colleague of any department; one token makes one.

        Facts: `due_at` or `due_on`, `planned_start`, `note`, `checklist` (lines), `files` (of the card), `gives_ownership`.
        """
        with transaction.atomic():
            if known := made_before(Task, token):
                return known.handoff
            if not may_hand_over(by, subject) or (facts.get("gives_ownership") and not _owns(by, subject)):
                raise NotAllowed
            handoff = cls.lay(to=to, by=by, title=title, type=type, token=token, subject=subject, from_task=from_task, **facts)
            handoff._tell_lenders(subject)
            return handoff

    @classmethod
    def lay(cls, *, to, by, title, type, token=None, subject=None, from_task=None, **facts):
        """Part of handing over and of what goes from hand to hand by a plan of the company, which ask for the right."""
        _check_receiver(to, subject, by)
        own = {name: facts.pop(name) for name in ("planned_start", "gives_ownership") if name in facts}
        items, files = facts.pop("checklist", ()), facts.pop("files", ())
        planned = {"title": title, "type": type, "owner": to, "author": by, "token": token, "subject": subject}
        task = Task.lay(**planned, handed=Task.Handed.ATTENTION, previous=from_task, **facts)
        handoff = cls(task=task, from_task=from_task, giver=by, receiver=to, checklist=_items(items), given_at=clock.now(), **own)
        handoff.round = _round_of(from_task)
        handoff.accept_by = handoff._limit(to)
        handoff.save(force_insert=True)
        handoff.files.set(_files_of(subject, files))
        task._note("handed_over", by, to=str(to), start=handoff.planned_start and handoff.planned_start.isoformat())
        handoff._tell(to, "handoff.given", actor=str(by))
        return handoff

    @classmethod
    def complete_and_give(cls, task, *, by, result=None, text="", then=None, **facts):
        """One's own part is done, the next begins with somebody else: both or neither. Answers (hand-off, one's own next task)."""
        with transaction.atomic():
            planned = task.complete(by=by, result=result, text=text, then=then)
            return cls.give(by=by, subject=task.subject, from_task=task, **facts), planned

    def accept(self, *, by):
        """From now on it is the receiver's promise: it falls due, the card opens, and goes over if the giver said so."""
        with transaction.atomic():
            task = self._hold(by)
            if task.handed == Task.Handed.ACCEPTED and self.answered_by_id == by.pk:
                return
            self._check_waits(task)
            self.take_on(by)

    def send_back(self, reason, text, *, by):
        """Not like this: the giver gets it back as a task, with the reason. Answers that task; twice gives one."""
        if not clean(text):
            raise ReasonNeeded
        with transaction.atomic():
            task = self._hold(by)
            if task.handed == Task.Handed.RETURNED and self.answered_by_id == by.pk:
                return task.following.get(handed=Task.Handed.BACK, author=by)
            self._check_waits(task)
            self.reason, self.return_text = reason, clean(text)[:2000]
            self._note_answer(task, by)
            task.handed = Task.Handed.RETURNED
            words = ": ".join(word for word in (str(reason or ""), self.return_text) if word)
            task.put_away(by, words)
            back = self._come_back(task, words, by)
            self._tell(back.owner, "handoff.returned", about=back, actor=str(by), words=words)
            task._turn("returned", by, back=back)
        return back

    def take_back(self, *, by):
        """The giver thinks better of it while nobody has accepted it."""
        if by.pk != self.giver_id:
            raise NotAllowed
        with transaction.atomic():
            self.task._lock()
            self._check_waits(self.task)
            self.fall(by)
            self.task.put_away(by, "")
            self.task._turn("dropped", by)

    def tick(self, number, *, done, by):
        """Cross off a line of the check list, or take the cross back."""
        with transaction.atomic():
            task = self._hold(by)
            if not task.is_open:
                raise TaskIsClosed(task)
            if task.waits:
                raise AnswerFirst
            item = self.checklist[number]
            if bool(item["done_at"]) != done:
                item["done_at"] = clock.now().isoformat() if done else None
                item["done_by"] = str(by) if done else ""
                self.save(update_fields=["checklist"])

    def escalate(self, *, to):
        """The limit is over: whoever leads the receiver and the giver are told; the system does that, once."""
        self.task._note("handoff_late", None, to=str(to or ""), owner=str(self.task.owner))

    # -- steps of the task's own verbs, which hold its row -----------------------

    def take_on(self, by):
        if not may_answer(by, self.task):
            raise NotAllowed
        task = self.task
        self._note_answer(task, by)
        task.handed = Task.Handed.ACCEPTED
        task.save(update_fields=["handed"])
        task._write_terms()
        task._note("handoff_accepted", by)
        self._pass_the_card(task)
        self._tell(self.giver, "handoff.accepted", actor=str(by))
        task._turn("accepted", by)

    def fall(self, by):
        """Its task is being removed: the receiver answers instead; who is told that it is gone."""
        if by and may_answer(by, self.task) and by.pk != self.giver_id:
            raise AnswerFirst
        self._tell(self.task.owner, "handoff.recalled", actor=str(by or ""))

    def wait_anew(self, owner):
        """Somebody else is to accept it, and has the whole limit for it."""
        self.receiver, self.accept_by, self.late_told_at = owner, self._limit(owner), None
        self.save(update_fields=["receiver", "accept_by", "late_told_at"])

    # -- helpers -----------------------------------------------------------------

    def _hold(self, by):
        self.task._lock()
        if not may_answer(by, self.task):
            raise NotAllowed
        held = Handoff.objects.select_for_update(of=("self",)).get(pk=self.pk)
        self.checklist, self.answered_by_id = held.checklist, held.answered_by_id
        return self.task

    def _check_waits(self, task):
        if not task.waits:
            raise AlreadyAnswered(task)

    def _note_answer(self, task, by):
        now, timetable = clock.now(), Timetable()
        zone = timetable.zone(task.owner, timetable.local_date(task.owner, now))
        waited = working_minutes(self.given_at, now, lambda day: timetable.usual_intervals(task.owner, day), zone)
        self.receiver, self.answered_at, self.answered_by, self.waited_minutes = task.owner, now, by, int(waited)
        self.save(update_fields=["receiver", "answered_at", "answered_by", "waited_minutes", "reason", "return_text"])

    def _pass_the_card(self, task):
        """Only what was still the giver's: whoever was given the card meanwhile keeps it."""
        card = task.deal or task.lead
        if self.gives_ownership and card and card.is_open and card.owner_id == self.giver_id:
            card.give_to(task.owner, by=None, handed_by=str(self.giver))

    def _come_back(self, task, words, by):
        owner = next((one for one in (self.giver, superior_of(self.giver), superior_of(by)) if one and one.is_active), by)
        with override(Workspace.current().language):
            title = _("Returned: %(title)s") % {"title": task.title}
        kept = {"author": by, "token": None, "previous": task, "handed": Task.Handed.BACK}
        back = Task.lay(title=title, type=task.type, owner=owner, subject=task.subject, note=words, due_on=next_open_day(owner), **kept)
        back._note("task_planned", by)
        return back

    def _limit(self, receiver):
        minutes = HandoffRules.current().accept_minutes
        return working_later(receiver, clock.now(), minutes, Timetable()) if minutes else None

    def _tell_lenders(self, subject):
        """A card that was only lent goes on to somebody else: whoever lent it and whoever it belongs to hear of it."""
        lenders = list(Handoff.objects.lending(subject, self.giver, self.from_task)) if subject else []
        people = {one.giver for one in lenders} | ({subject.owner} if lenders and getattr(subject, "owner", None) else set())
        for person in sorted(people - {self.giver, self.task.owner}, key=lambda one: one.pk):
            facts = {"title": self.task.title, "actor": str(self.giver), "person": str(self.task.owner), "card": str(subject)}
            notify([person], "handoff.passed_on", subject, key=f"handoff.passed_on:{self.pk}:{person.pk}", details=facts)

    def _tell(self, person, verb, *, about=None, **details):
        task = about or self.task
        facts = {"title": task.title, "start": self.planned_start.isoformat() if self.planned_start else "", **details}
        listener = Listeners(Timetable()).of(person)
        notify({listener, person}, verb, task, key=f"{verb}:{self.pk}:{task.pk}:{task.owner_id}", details=facts)


def _owns(user, subject):
    return subject is not None and subject.kind in ("deal", "lead") and subject.owner_id == user.pk


def _check_receiver(to, subject, by):
    if to.pk == by.pk or not can_take(to, subject):
        raise CannotReceive


def _items(lines):
    named = [clean_line(line)[:ITEM_LENGTH] for line in lines]
    return [{"text": line, "done_at": None, "done_by": ""} for line in named if line][:MOST_ITEMS]


def _files_of(subject, files):
    """Only those that stand on the card itself."""
    return File.objects.of(subject.kind, subject.pk).live().with_pks([file.pk for file in files]) if subject else []


def _round_of(from_task):
    """The how-manieth time the same work is handed over: a return begins the next round."""
    if from_task and from_task.handed == Task.Handed.BACK and from_task.previous_id:
        before = Handoff.objects.filter(task=from_task.previous_id).first()
        return before.round + 1 if before else 1
    return 1
