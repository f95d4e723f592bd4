from .care import BirthdaysForm, CareForm, ClientsForm, DoneForm, HealthForm, PeopleForm
from .client import CompanyForm, ContactForm
from .limits import LimitForm
from .links import AccountForm, GiveForm, NoteForm, RoleForm
from .merge import DoubleForm, MergeForm
from .personal import ConsentForm, ErasureForm

__all__ = [
    "AccountForm",
    "BirthdaysForm",
    "CareForm",
    "ClientsForm",
    "CompanyForm",
    "ConsentForm",
    "ContactForm",
    "DoneForm",
    "DoubleForm",
    "ErasureForm",
    "GiveForm",
    "HealthForm",
    "LimitForm",
    "MergeForm",
    "NoteForm",
    "PeopleForm",
    "RoleForm",
]
