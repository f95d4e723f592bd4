from .client import CompanyForm, ContactForm
from .links import AccountForm, GiveForm, NoteForm, RoleForm
from .merge import DoubleForm, MergeForm

__all__ = ["AccountForm", "CompanyForm", "ContactForm", "DoubleForm", "GiveForm", "MergeForm", "NoteForm", "RoleForm"]
