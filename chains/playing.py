"""How a chain goes on: a step begins, ends, comes back, waits. Whoever calls holds the row of the run."""

from accounts.schedule import Timetable
from crm_project.lib import clock
from crm_project.lib.text import clean_line
from notifications.telling import notify
from tasks.models import Handoff, Task, TaskType
from tasks.refusals import TooLateToUndo
from tasks.reminding import Listeners

from .executors import Casting
from .permissions import can_do
from .timing import Hours


class Play:
    """The moves of one run."""

    def __init__(self, run):
        self.run = run

    # -- it is somebody's turn --------------------------------------------------

    def begin(self, step, *, by, after=None):
        """The task of the step is planned for its executor; `after` is the task it follows. Without an executor the run waits."""
        step.ready_at = step.ready_at or clock.now()
        step.executor, step.waits_for, step.comeback = self._executor_of(step), "", None
        if step.executor is None:
            return self.wait(step, "nobody")
        self._keep_up(step)
        giver = by if by and by.is_active else self.run.owner
        hands = step.needs_acceptance and giver.is_active and giver.pk != step.executor_id
        step.task = self._hand(step, giver, after) if hands else self._plan(step, giver, after)
        step.state = "attention" if hands else "in_work"
        step.began_at = step.began_at or (None if hands else step.ready_at)
        step.save()
        self.run.record("chain_step_begun", by=by, step=step.title, to=str(step.executor), task=step.task_id)
        self.run.renew()

    def wait(self, step, why):
        """Nobody can do it, or its task is gone: whoever watches over the run is told and names somebody."""
        step.state, step.waits_for, step.comeback = "planned", why, None
        step.save()
        self.run.record("chain_waits", by=None, step=step.title, why=why)
        self.run.renew()
        facts = {"name": self.run.name, "step": step.title, "why": why, "card": str(self.run.subject or "")}
        key = f"chain.waits:{self.run.pk}:{step.pk}:{self.run.version}"
        notify({Listeners(Timetable()).of(self.run.owner), self.run.owner}, "chain.waits", self.run, key=key, details=facts)

    def accepted(self, step):
        step.state, step.began_at = "in_work", step.began_at or clock.now()
        step.save(update_fields=["state", "began_at"])
        self.run.renew()

    # -- it is done ----------------------------------------------------------------

    def complete(self, step, task, by):
        """Done: the result of the task decides what comes next."""
        now = clock.now()
        step.state, step.finished_at, step.result, step.began_at = "done", now, task.result, step.began_at or now
        step.save()
        self.run.record("chain_step_done", by=by, step=step.title, result=str(task.result or ""))
        following = self.go_to(step, self._next_key(step, task.result_id))
        if following is None:
            return self._end("done", by)
        return self.begin(following, by=by, after=task)

    def mended(self, step, task, by):
        """What was returned is put right: the step begins anew."""
        self.begin(step, by=by, after=task)

    def came_back(self, step, back):
        """Returned with a reason: the step is to come again as soon as the one before has mended it."""
        step.state, step.comeback, step.returns, step.began_at = "planned", back, step.returns + 1, None
        step.save()
        self.run.record("chain_step_returned", by=back.author, step=step.title, to=str(back.owner), reason=clean_line(back.note)[:300])
        self.run.renew()

    def go_to(self, step, key):
        """The way from here on: steps that are planned already keep their dates and people, others come in, the rest are skipped."""
        from .models.run import step_of, usual_way

        run = self.run
        to_come = {
            one.key: one for one in run.run_steps.filter(state__in=("planned", "skipped")).select_related("executor").order_by("-pk")
        }
        way, place, casting = [], step.place, None
        for facts in usual_way(run.steps, key) if key else []:
            place += 1
            row = to_come.pop(facts["key"], None)
            if row is None:
                casting = casting or Casting(run.subject, run.started_by, run.owner)
                row = step_of(run, facts, place, executor=casting.of(facts).person)
            row.place, row.state, row.run = place, "planned", run
            way.append(row)
        self._write(way, list(to_come.values()), place)
        return way[0] if way else None

    # -- it is taken back, or over ------------------------------------------------------

    def undo_completion(self, step, task):
        """The completion was a slip: the step goes on as before, and what came after it has not begun."""
        now_on = self._whose_turn()
        if self.run.state == "stopped" or (now_on is None and self.run.state != "done"):
            raise TooLateToUndo
        if now_on is not None:
            self._put_back(now_on, task)
        self.run.state, self.run.ended_at = "running", None
        step.state, step.finished_at, step.result = "in_work", None, None
        step.save()
        self.go_to(step, self.run.facts_of(step.key)["next"])
        self.run.renew("state", "ended_at")

    def undo_mending(self, step, task):
        """The same for a task that put right what was returned."""
        self._put_back(step, task, comeback=task)
        self.run.renew()

    def undo_removal(self, step, task):
        step.state = "attention" if task.handed == Task.Handed.RECALLED else "in_work"
        step.waits_for = ""
        step.save(update_fields=["state", "waits_for"])
        self.run.renew()

    def undo_return(self, step):
        step.state, step.comeback, step.returns = "attention", None, step.returns - 1
        step.save(update_fields=["state", "comeback", "returns"])
        self.run.renew()

    def stop(self, reason, *, by):
        for step in self.run.run_steps.open().select_related("task", "comeback"):
            for task in (step.task, step.comeback):
                if task is not None and task.is_open:
                    if task.waits:
                        task.handoff.fall(None)
                    task.put_away(by, reason)
            step.state, step.waits_for, step.comeback = "stopped", "", None
            step.save(update_fields=["state", "waits_for", "comeback"])
        self.run.stop_reason = reason
        self._end("stopped", by)

    # -- steps -------------------------------------------------------------------

    def _end(self, state, by):
        run = self.run
        run.state, run.ended_at = state, clock.now()
        run.renew("state", "ended_at", "stop_reason")
        run.tell(f"chain_{state}", by, reason=run.stop_reason)
        facts = {"name": run.name, "card": str(run.subject or ""), "reason": run.stop_reason, "actor": str(by or "")}
        hear = {run.owner, *run.participants.all()} - {by}
        notify(hear, f"chain.{state}", run, key=f"chain.{state}:{run.pk}:{run.version}", details=facts)

    def _next_key(self, step, result_id):
        facts = self.run.facts_of(step.key)
        led = [branch["next"] for branch in facts["branches"] if branch["result"] == result_id]
        return led[0] if led else facts["next"]

    def _executor_of(self, step):
        """Who was planned; if they cannot do it any more, and nobody chose them by hand, whoever the template finds now."""
        facts = self.run.facts_of(step.key)
        moves = facts["executor_kind"] == "owner" and not step.is_chosen
        if not moves and can_do(step.executor, self.run.subject):
            return step.executor
        if step.is_chosen:
            return None
        return Casting(self.run.subject, self.run.started_by, self.run.owner).of(facts).person

    def _keep_up(self, step):
        """Its turn comes later than was planned: nobody is late for the one before, so its own dates and the later ones go along."""
        hours = Hours(self.run.owner)
        if step.planned_start >= step.ready_at and step.planned_finish > clock.now():
            return
        before = step.planned_finish
        after = hours.lay_out([step], max(step.ready_at, clock.now()))
        later = [one for one in self.run.run_steps.planned().select_related("executor") if one.place > step.place]
        hours.go_along(later, before, after)
        type(step).objects.bulk_update(later, ["planned_start", "planned_finish"])

    def _plan(self, step, giver, after):
        facts, executor = self._facts(step), step.executor
        opens = self.run.subject is not None and not executor.holds(self.run.subject, "edit")
        note = "\n".join([facts.pop("note"), *(f"— {line}" for line in facts.pop("checklist"))]).strip()
        handed = Task.Handed.ACCEPTED if opens else Task.Handed.NO
        author = {"author": giver, "token": None, "previous": after}
        task = Task.lay(owner=executor, note=note, handed=handed, **author, **facts)
        task._note("task_planned", giver)
        task._tell_owner(giver)
        return task

    def _hand(self, step, giver, after):
        facts = self._facts(step)
        zone = Timetable().zone(step.executor, step.planned_start.date())
        start = step.planned_start.astimezone(zone).date()
        files = list(self.run.files.all())
        return Handoff.lay(to=step.executor, by=giver, from_task=after, planned_start=start, files=files, **facts).task

    def _facts(self, step):
        facts = self.run.facts_of(step.key)
        note = "\n\n".join(words for words in (facts["instructions"], self.run.note) if words)
        own = {"title": step.title, "type": TaskType.objects.get(pk=facts["type"]), "subject": self.run.subject}
        return own | {"note": note, "checklist": facts["checklist"], "due_at": step.planned_finish}

    def _write(self, way, skipped, place):
        """Rows of the way in their places, what is new planned after what is known."""
        hours, before = Hours(self.run.owner), clock.now()
        for row in way:
            if row.pk is None or row.planned_start is None:
                hours.lay_out([row], before)
            before = max(before, row.planned_finish)
            row.save()
        for number, row in enumerate(skipped, start=place + 1):
            row.state, row.place = "skipped", number
            row.save(update_fields=["state", "place"])

    def _whose_turn(self):
        return self.run.run_steps.open().filter(ready_at__isnull=False).select_related("task", "comeback").first()

    def _put_back(self, step, task, comeback=None):
        """A step whose task came from this one has not begun; its task goes with the completion."""
        came_from = step.task.previous_id if step.task else None
        if step.comeback_id or (came_from != task.pk and not step.waits_for):
            raise TooLateToUndo
        step.state, step.task, step.began_at, step.waits_for, step.comeback = "planned", None, None, "", comeback
        step.ready_at = step.ready_at if comeback else None
        step.save()
