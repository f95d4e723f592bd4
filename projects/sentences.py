"""How the history of projects, and of what they are about, reads."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from timeline.sentences import actor_of, sentence


def _plain(verb, text):
    """A verb that one sentence tells whole; `text` is asked for in the reader's language."""
    sentence(f"*.{verb}")(lambda entry: format_html(text(), actor=actor_of(entry), name=entry.details["name"]))


_plain("project_begun", lambda: _("{actor} began the project “{name}”"))
_plain("project_closed", lambda: _("{actor} closed the project “{name}”"))
_plain("project_reopened", lambda: _("{actor} opened the project “{name}” again"))
_plain("task_gathered", lambda: _("{actor} took the task “{name}” into the project"))
_plain("task_let_go", lambda: _("{actor} took the task “{name}” out of the project"))
