import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deals", "0017_indexes_of_own_fields")]

    operations = [
        migrations.AddField(
            model_name="ask",
            name="fate",
            field=models.CharField(
                blank=True,
                choices=[
                    ("withdrawn", "withdrawn"),
                    ("moved", "the deal has moved on"),
                    ("closed", "the deal was closed"),
                    ("given", "the deal was given to somebody else"),
                    ("stage", "the stage is no longer there"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="from_stage",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="deals.stage"),
        ),
        migrations.AddField(
            model_name="ask",
            name="move",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="deals.dealmove"),
        ),
        migrations.AddField(
            model_name="ask",
            name="stage",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="deals.stage"),
        ),
        migrations.AddField(
            model_name="ask",
            name="verdict",
            field=models.TextField(blank=True, db_default="", default="", max_length=1000, verbose_name="word of the head"),
        ),
        migrations.AddField(
            model_name="deal",
            name="back_asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="ask",
            name="kind",
            field=models.CharField(choices=[("discount", "discount"), ("delay", "payment delay"), ("back", "step back")], max_length=10),
        ),
    ]
