from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Regulation
from ..models.regulation import REGULATION_CODE
from .bundle import unpacked
from .plain import from_markdown
from .refusals import Unfit
from .word_in import from_word
from .zips import MOST_BYTES

NEW = ""
READERS = {".zip": unpacked, ".md": from_markdown, ".markdown": from_markdown, ".txt": from_markdown, ".docx": from_word}


class BringForm(forms.Form):
    """A file with a document; what was read in it is `found`."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("Bundle (ZIP), Markdown (MD) or Word (DOCX)"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(READERS)}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        ending = f".{file.name.lower().rpartition('.')[2]}"
        if ending not in READERS:
            raise ValidationError(_("A bundle (ZIP), Markdown (MD) or Word (DOCX) is needed."))
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 20 MB."))
        try:
            self.found = READERS[ending](file.read())
        except Unfit as refusal:
            raise ValidationError(refusal.words) from None
        return file


class TakeForm(forms.Form):
    """Which document the file becomes the draft of."""

    use_required_attribute = False

    target = forms.ChoiceField(label=_("It becomes"), required=False)
    code = forms.CharField(label=_("Code of the new document"), max_length=20, required=False, validators=[REGULATION_CODE])
    genre = forms.ChoiceField(label=_("Kind of the new document"), choices=Regulation.Genre, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, brought, documents, busy, may_create, **kwargs):
        super().__init__(*args, **kwargs)
        self.brought = brought
        self.fields["seen"].initial = brought.pk
        codes = [one.code for one in documents]
        new = [(NEW, _("a new document"))] if may_create else []
        if busy:
            words = _("Not to be chosen, as a draft is being written: {codes}. Publish it or throw it away first.")
            self.fields["target"].help_text = words.format(codes=", ".join(busy))
        self.fields["target"].choices = [*new, *((code, _("the next draft of {code}").format(code=code)) for code in codes)]

    def clean(self):
        data = super().clean()
        if data.get("seen") not in (None, self.brought.pk):
            raise ValidationError(_("You brought another file meanwhile: look at it, then write the draft."))
        if data.get("target") or "target" in self.errors or "code" in self.errors:
            return data
        if not data.get("code"):
            self.add_error("code", _("A new document has a code, such as INS-01."))
        elif Regulation.objects.filter(code=data["code"]).exists():
            self.add_error("code", _("This code is taken: choose the document above, or another code."))
        data["genre"] = data.get("genre") or Regulation.Genre.INSTRUCTION
        return data

    @property
    def place(self):
        """(code, genre)"""
        return self.cleaned_data["target"] or self.cleaned_data["code"], self.cleaned_data["genre"]
