from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"
    training_records = ("Counter", "Document", "Edition")
    training_settings = ("OwnCompany", "Template", "ShelfPaper")

    def ready(self):
        from . import living, sentences  # noqa: F401  they register themselves

        self._begin_with_templates()
        self._keep_a_timeline()
        self._stand_on_the_card()
        self._tell_of_vat()
        self._hold_files()

    def _hold_files(self):
        from timeline.holding import holder

        from .holding import needed_by_documents

        holder(needed_by_documents)

        from fields import lineage

        from .field_uses import uses

        lineage.source("documents", uses)

    def _tell_of_vat(self):
        from deals.vat import company_adds

        from .models import OwnCompany

        def adds():
            main = OwnCompany.objects.main()
            return bool(main and main.adds_vat)

        company_adds(adds)

    def _begin_with_templates(self):
        from crm_project.lib.first_setup import on_first_setup
        from crm_project.lib.settings_pages import settings_entry

        from .ready import make_own_company, make_ready_templates

        def begin(workspace, by, language):
            make_own_company(workspace)
            make_ready_templates(language)

        on_first_setup(begin, position=30)
        text = _("Offers, contracts, invoices and acts: Word files with marks, and how they are numbered")
        settings_entry(_("Document templates"), "file-text", "documents:templates", "sales", text, position=50)
        settings_entry(
            _("Our companies"), "building", "documents:own-companies", "company", _("Requisites that stand in documents"), position=30
        )

    def _keep_a_timeline(self):
        from timeline import subjects
        from timeline.looks import look

        from .models import Document, ShelfPaper, Template

        subjects.register("document", Document.objects.visible_to, url_name="documents:document", label=Document._meta.verbose_name)
        subjects.register("document_template", Template.objects.seen_by, url_name="documents:template", label=Template._meta.verbose_name)
        subjects.register(
            "shelf_paper", ShelfPaper.objects.visible_to, url_name="documents:shelf-paper", label=ShelfPaper._meta.verbose_name
        )
        for verb in ("document_issued", "document_revised", "document_sent", "document_signed", "document_annulled"):
            look(verb, icon="file-text")

    def _stand_on_the_card(self):
        from crm_project.lib.shell import menu
        from deals.panels import panel

        from .panels import documents_panel

        panel("data", order=30)(documents_panel)

        def reads(user):
            return user.may("see", "document") and user.has_right("see_money")

        menu("documents", _("Documents"), "file-text", "documents:documents", right=reads, position=65)
