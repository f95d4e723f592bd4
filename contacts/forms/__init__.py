from .client import CompanyForm, ContactForm
from .limits import LimitForm
from .links import AccountForm, GiveForm, NoteForm, RoleForm
from .merge import DoubleForm, MergeForm
from .personal import ConsentForm, ErasureForm

__all__ = [
    "AccountForm",
    "CompanyForm",
    "ConsentForm",
    "ContactForm",
    "DoubleForm",
    "ErasureForm",
    "GiveForm",
    "LimitForm",
    "MergeForm",
    "NoteForm",
    "RoleForm",
]
