from .client import CompanyForm, ContactForm
from .limits import LimitForm
from .links import AccountForm, GiveForm, NoteForm, RoleForm

__all__ = ["AccountForm", "CompanyForm", "ContactForm", "GiveForm", "LimitForm", "NoteForm", "RoleForm"]
