"""How the facts about people, roles and settings read."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from timeline.sentences import actor_of, sentence

# The words between braces are keys of the entry's details.
SENTENCES = {
    "user.signed_in": gettext_noop("{actor} signed in"),
    "user.signed_out": gettext_noop("{actor} signed out"),
    "user.sign_in_failed": gettext_noop("A sign-in as “{account}” was refused"),
    "user.reset_asked": gettext_noop("A new password was asked for “{email}”"),
    "user.password_changed": gettext_noop("{actor} changed the password"),
    "user.profile_checked": gettext_noop("{actor} looked the own profile over: still right"),
    "user.email_changed": gettext_noop("{actor} changed the e-mail from “{old}” to “{new}”"),
    "user.unlocked": gettext_noop("{actor} lifted the limit of sign-in attempts of {person}"),
    "user.second_factor_on": gettext_noop("{actor} switched the second factor on"),
    "user.second_factor_off": gettext_noop("{actor} switched the second factor off"),
    "user.recovery_codes_made": gettext_noop("{actor} made new recovery codes"),
    "user.recovery_code_used": gettext_noop("{actor} signed in with a recovery code, {left} are left"),
    "user.session_ended": gettext_noop("{actor} ended a session"),
    "user.sessions_ended": gettext_noop("{actor} signed out everywhere"),
    "user.role_given": gettext_noop("{actor} changed the role of {person} from “{left}” to “{entered}”"),
    "user.place_changed": gettext_noop("{actor} set the superior “{superior}” and the position “{position}” of {person}"),
    "user.joined": gettext_noop("{actor} put {person} into the department “{department}”"),
    "user.deactivated": gettext_noop("{actor} took the access of {person} away"),
    "user.reactivated": gettext_noop("{actor} gave {person} access again"),
    "user.handed_over": gettext_noop("{actor} handed all open records of {person} over to {to}"),
    "user.hours_changed": gettext_noop("{actor} changed the working hours, in force from {from}"),
    "user.absent": gettext_noop("{actor} noted that {person} is away from {from} to {to}"),
    "user.absence_taken_back": gettext_noop("{actor} took the absence of {person} from {from} to {to} back"),
    "user.denied": gettext_noop("{actor} was denied: {route}"),
    "invitation.invited": gettext_noop("{actor} invited {email} as “{role}” into “{department}”"),
    "invitation.invited_again": gettext_noop("{actor} sent the invitation to {email} once more"),
    "invitation.invitation_revoked": gettext_noop("{actor} took the invitation of {email} back"),
    "role.role_changed": gettext_noop("{actor} changed the rights of the role “{role}”"),
    "role.role_made": gettext_noop("{actor} made the role “{role}” from “{source}”"),
    "department.department_moved": gettext_noop("{actor} moved the department under “{under}”"),
    "department.department_made": gettext_noop("{actor} added the department “{name}”"),
    "department.department_renamed": gettext_noop("{actor} renamed the department from “{left}” to “{entered}”"),
    "department.head_changed": gettext_noop("{actor} made {head} the head of the department"),
    "department.department_retired": gettext_noop("{actor} closed the department “{name}”"),
    "department.hours_changed": gettext_noop("{actor} changed the hours of the department, in force from {from}"),
    "workspace.set_up": gettext_noop("{actor} set up the company “{name}”"),
    "workspace.profile_changed": gettext_noop("{actor} changed the start profile"),
    "workspace.hours_changed": gettext_noop("{actor} changed the hours of the company, in force from {from}"),
    "workspace.week_changed": gettext_noop("{actor} changed the working week, in force from {from}"),
    "workspace.calendar_day_changed": gettext_noop("{actor} changed {on} in the working calendar"),
    "position.position_made": gettext_noop("{actor} added the position “{name}”"),
    "position.position_renamed": gettext_noop("{actor} renamed the position “{left}” to “{entered}”"),
    "position.position_retired": gettext_noop("{actor} closed the position “{name}”"),
    "user.view_shared": gettext_noop("{actor} showed the view “{name}” to the department “{department}”"),
    "user.view_unshared": gettext_noop("{actor} took the view “{name}” of {person} from the department “{department}”"),
    "user.view_removed": gettext_noop("{actor} removed the view “{name}” of the department “{department}”"),
    "parcel.parcel_revived": gettext_noop("{actor} sent a stuck parcel once more: {parcel}"),
}


class _Facts(dict):
    """Details of an old entry may lack a word that its sentence has learnt since."""

    def __missing__(self, key):
        return "…"


def _teller(words):
    def tell(entry):
        facts = _Facts(entry.details, actor=actor_of(entry))
        return format_html(_(words), **{name: facts[name] for name in _names(words)})

    return tell


def _names(words):
    return [part.partition("}")[0] for part in words.split("{")[1:]]


for name, words in SENTENCES.items():
    sentence(name)(_teller(words))
