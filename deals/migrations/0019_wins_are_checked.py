import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deals", "0018_steps_back_are_asked")]

    operations = [
        migrations.AddField(
            model_name="funnel",
            name="audit_share",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Empty: as the company has it. 0: none.",
                null=True,
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="wins the head looks at, %",
            ),
        ),
        migrations.AddField(
            model_name="funnel",
            name="talk_seconds",
            field=models.PositiveSmallIntegerField(
                db_default=30,
                default=30,
                help_text="For stages that ask for a conversation with the client.",
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3600)],
                verbose_name="a call is a conversation from, seconds",
            ),
        ),
        migrations.CreateModel(
            name="WinCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("won_at", models.DateTimeField()),
                ("drawn_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("is_in_order", models.BooleanField(null=True)),
                ("reply", models.TextField(blank=True, default="", max_length=2000, verbose_name="answer")),
                ("replied_at", models.DateTimeField(null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("deal", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="win_check", to="deals.deal")),
                ("department", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.department")),
                (
                    "owner",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WinCheckSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "share",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="At least one a month of each person with wins. 0: none.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="wins the head looks at, %",
                    ),
                ),
                ("only", models.BooleanField(default=True, editable=False, unique=True)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("only", True)), name="there_is_one_win_check_settings")],
            },
        ),
        migrations.CreateModel(
            name="WinRemark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "point",
                    models.CharField(
                        choices=[
                            ("price", "price"),
                            ("talk", "conversation"),
                            ("files", "files"),
                            ("contract", "contract number"),
                            ("other", "other"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(max_length=1000)),
                ("check_of", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="remarks", to="deals.wincheck")),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="wincheck",
            index=models.Index(condition=models.Q(("checked_at", None)), fields=["drawn_at"], name="win_checks_open"),
        ),
        migrations.AddIndex(
            model_name="wincheck",
            index=models.Index(fields=["owner", "checked_at"], name="win_checks_of_a_person"),
        ),
        migrations.AddIndex(
            model_name="wincheck",
            index=models.Index(fields=["owner", "won_at"], name="win_checks_by_win"),
        ),
        migrations.AddConstraint(
            model_name="wincheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("checked_at", None), ("is_in_order__isnull", False), _connector="OR"),
                name="a_checked_win_has_a_verdict",
            ),
        ),
        migrations.AddConstraint(
            model_name="winremark",
            constraint=models.UniqueConstraint(fields=("check_of", "point"), name="one_remark_per_point"),
        ),
    ]
