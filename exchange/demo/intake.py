"""Where enquiries come in and whom they are handed to: a form of the site, an address for a builder, two scenarios."""

from contacts.models import Source
from leads.models import FirstAnswer, IntakePoint, Scenario

from .words import INTAKE


def make_intake(language, people, departments):
    """After the leads that wait in the inbox, so that they go on waiting."""
    words, admin = INTAKE[language], people["admin"]
    site = Source.objects.filter(code="site").first()
    common = {"department": departments["sales"], "source": site, "language": language}
    questions = [{"key": key, "label": label, "must": must} for key, label, must in words["questions"]]
    form = {"name": words["form"], "way": IntakePoint.Way.FORM, "heading": words["heading"], "questions": questions}
    form |= {"consent_text": words["consent"], "success_text": words["thanks"]}
    IntakePoint.open(form | common, by=admin)
    IntakePoint.open({"name": words["webhook"], "way": IntakePoint.Way.WEBHOOK} | common, by=admin)
    near, rest = words["scenarios"]
    first = {"name": near["name"], "regions": near["regions"], "answer_minutes": 30, "first_task": near["first_task"]}
    Scenario.open(first, {people["anna"]: 2, people["boris"]: 1}, by=admin)
    by_load = {"name": rest["name"], "way": Scenario.Way.LEAST, "answer_minutes": 60, "skips_unclean": True}
    Scenario.open(by_load, {people[login]: 1 for login in ("anna", "boris", "marina", "dmitry")}, by=admin)
    if site:
        FirstAnswer.write(site, words["answer"], by=admin)
