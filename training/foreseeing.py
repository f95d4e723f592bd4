"""What a change of the settings means for the questions, told before it is made."""

from django.utils.translation import ngettext

from regulations.living.foreseeing import follows_living

from .models import Question


@follows_living
def questions_to_review(sections):
    count = Question.objects.in_use().of_sections(sections).count()
    words = ngettext("{n} question is to be looked through again", "{n} questions are to be looked through again", count)
    return [words.format(n=count)] if count else []
