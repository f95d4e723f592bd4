from .client import CompanyForm, ContactForm
from .limits import LimitForm
from .links import AccountForm, GiveForm, NoteForm, RoleForm
from .personal import ConsentForm, ErasureForm

__all__ = ["AccountForm", "CompanyForm", "ConsentForm", "ContactForm", "ErasureForm", "GiveForm", "LimitForm", "NoteForm", "RoleForm"]
