import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import crm_project.lib.clock

FINAL = """
CREATE FUNCTION regulations_change_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what an edition changed is never changed or deleted';
END $$;
CREATE TRIGGER change_is_final BEFORE UPDATE OR DELETE ON regulations_sectionchange
    FOR EACH ROW EXECUTE FUNCTION regulations_change_is_final();
"""
NOT_FINAL = "DROP TRIGGER change_is_final ON regulations_sectionchange; DROP FUNCTION regulations_change_is_final();"


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("regulations", "0003_drafts_and_audiences"),
    ]

    operations = [
        migrations.CreateModel(
            name="SectionChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kinds", models.JSONField(default=list)),
                (
                    "change_class",
                    models.CharField(choices=[("editorial", "editorial"), ("substantive", "of substance")], max_length=12),
                ),
                ("words_in", models.PositiveIntegerField(default=0)),
                ("words_out", models.PositiveIntegerField(default=0)),
                ("sensitive_tokens", models.JSONField(default=list)),
                ("note", models.TextField(blank=True)),
                ("requires_ack", models.BooleanField()),
                ("requires_test", models.BooleanField(default=False)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="section_changes", to="regulations.edition"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="regulations.section"),
                ),
            ],
            options={
                "ordering": ["edition", "pk"],
                "constraints": [models.UniqueConstraint(fields=("edition", "section"), name="one_change_of_a_section_per_edition")],
            },
        ),
        migrations.CreateModel(
            name="SectionDiff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=2)),
                ("algorithm", models.PositiveSmallIntegerField(default=1)),
                ("changes", models.JSONField()),
                ("places", models.PositiveSmallIntegerField()),
                ("created_at", models.DateTimeField(default=crm_project.lib.clock.now)),
                (
                    "from_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="regulations.sectionversion"),
                ),
                (
                    "to_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="regulations.sectionversion"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("from_version", "to_version", "language", "algorithm"), name="one_comparison_per_pair"
                    )
                ],
            },
        ),
        migrations.RunSQL(FINAL, NOT_FINAL),
    ]
