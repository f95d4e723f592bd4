import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


WATCHED = {"regulations_edition": "INSERT OR DELETE OR UPDATE", "regulations_hintlink": "INSERT OR DELETE OR UPDATE", "regulations_glossaryterm": "INSERT OR DELETE OR UPDATE"}
FORWARD = "".join(
    f"CREATE TRIGGER configuration_changed AFTER {acts} ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION accounts_configuration_changed();\n"
    for table, acts in WATCHED.items()
)
BACKWARD = "".join(f"DROP TRIGGER configuration_changed ON {table};\n" for table in WATCHED)


def ready_words(apps, schema_editor):
    """A company that has a handbook already gets the words that come with it."""
    from regulations.handbook_files import terms

    Section, Term = apps.get_model("regulations", "Section"), apps.get_model("regulations", "GlossaryTerm")
    if not apps.get_model("regulations", "Regulation").objects.exists():
        return
    sections = {f"{regulation}/{code}": pk for pk, regulation, code in Section.objects.values_list("pk", "regulation__code", "code")}
    Term.objects.bulk_create(Term(section_id=sections.get(section), **words) for words, section in terms())


class Migration(migrations.Migration):

    dependencies = [
        ('regulations', '0005_reading'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('unclear', 'It is unclear'), ('wish', 'I have an idea')], default='unclear', max_length=8, verbose_name='what it is')),
                ('text', models.TextField(max_length=2000, verbose_name='what you would like to know or change')),
                ('screen', models.CharField(blank=True, max_length=100)),
                ('help_key', models.CharField(blank=True, max_length=60)),
                ('token', models.UUIDField(editable=False, unique=True)),
                ('at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, max_length=4000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='GlossaryTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term_ru', models.CharField(max_length=80, verbose_name='word, Russian')),
                ('term_en', models.CharField(blank=True, max_length=80, verbose_name='word, English')),
                ('definition_ru', models.TextField(max_length=400, verbose_name='what it means, Russian')),
                ('definition_en', models.TextField(blank=True, max_length=400, verbose_name='what it means, English')),
                ('synonyms_ru', models.JSONField(blank=True, default=list, verbose_name='other words, Russian')),
                ('synonyms_en', models.JSONField(blank=True, default=list, verbose_name='other words, English')),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.section', verbose_name='section that explains it')),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('term_ru'), condition=models.Q(('retired_at__isnull', True)), name='one_meaning_per_word')],
            },
        ),
        migrations.CreateModel(
            name='HelpMiss',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('help_key', models.CharField(blank=True, max_length=60)),
                ('screen', models.CharField(blank=True, max_length=100)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('help_key', 'screen', 'user', 'on'), name='one_miss_a_day')],
            },
        ),
        migrations.CreateModel(
            name='HintLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('help_key', models.CharField(max_length=60)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('tips', models.JSONField(default=dict)),
                ('section', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.section')),
            ],
            options={
                'ordering': ['help_key', 'position'],
                'constraints': [models.UniqueConstraint(fields=('help_key', 'position'), name='one_section_per_place_of_a_key')],
            },
        ),
        migrations.CreateModel(
            name='HintSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField()),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='regulations.section')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'section'), name='one_look_per_person_and_section')],
            },
        ),
        migrations.CreateModel(
            name='TourEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tour', models.CharField(max_length=20)),
                ('was_skipped', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'tour'), name='a_tour_ends_once')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(ready_words, migrations.RunPython.noop, elidable=True),
    ]
