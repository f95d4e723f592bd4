import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FORWARD = "".join(
    f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON workday_{table} FOR EACH ROW EXECUTE FUNCTION workday_ledger_is_kept();\n"
    for table in ("answer", "verdict")
)
BACKWARD = "".join(f"DROP TRIGGER {table}_is_kept ON workday_{table};" for table in ("answer", "verdict"))


class Migration(migrations.Migration):

    dependencies = [
        ('workday', '0007_closing_card_by_card'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('done', 'done'), ('planned', 'planned'), ('handed_over', 'handed over'), ('explained', 'explained')], max_length=12)),
                ('breach', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answered', to='workday.breach')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('is_accepted', models.BooleanField()),
                ('reason', models.TextField(blank=True, max_length=2000)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('explanation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='verdict', to='workday.explanation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
