import django.db.models.deletion
from django.db import migrations, models

FINAL = """
CREATE FUNCTION regulations_snapshot_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF regulations_is_published(OLD.version_id) THEN
        RAISE EXCEPTION 'what a living block said is never changed or deleted';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER snapshot_is_final BEFORE UPDATE OR DELETE ON regulations_livingsnapshot
    FOR EACH ROW EXECUTE FUNCTION regulations_snapshot_is_final();
"""
NOT_FINAL = "DROP TRIGGER snapshot_is_final ON regulations_livingsnapshot; DROP FUNCTION regulations_snapshot_is_final();"

# Editions are some hundreds at most: the index is made at once.
DRAFTS_OF_PEOPLE = """
DROP INDEX one_draft_per_regulation;
CREATE UNIQUE INDEX one_draft_per_regulation ON regulations_edition (regulation_id) WHERE kind = 'full' AND published_at IS NULL;
"""
DRAFTS_OF_ALL = """
DROP INDEX one_draft_per_regulation;
CREATE UNIQUE INDEX one_draft_per_regulation ON regulations_edition (regulation_id) WHERE published_at IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("regulations", "0006_help_of_screens")]

    operations = [
        migrations.CreateModel(
            name="LivingSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("block", models.CharField(max_length=40)),
                ("payload", models.JSONField()),
                ("hash", models.CharField(max_length=64)),
                ("taken_at", models.DateTimeField()),
                (
                    "edition",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="living", to="regulations.edition"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="living", to="regulations.sectionversion"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("version", "block"), name="one_snapshot_of_a_block_per_version")],
            },
        ),
        migrations.RunSQL(FINAL, NOT_FINAL),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name="edition", name="one_draft_per_regulation"),
                migrations.AddConstraint(
                    model_name="edition",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("kind", "full"), ("published_at__isnull", True)),
                        fields=("regulation",),
                        name="one_draft_per_regulation",
                    ),
                ),
            ],
            database_operations=[migrations.RunSQL(DRAFTS_OF_PEOPLE, DRAFTS_OF_ALL)],
        ),
    ]
