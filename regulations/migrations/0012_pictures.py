import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

FINAL = """
CREATE FUNCTION regulations_picture_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a picture or a file of the handbook is never changed or deleted';
END $$;
CREATE TRIGGER media_is_final BEFORE UPDATE OR DELETE ON regulations_mediafile
    FOR EACH ROW EXECUTE FUNCTION regulations_picture_is_final();
CREATE TRIGGER shot_is_final BEFORE UPDATE OR DELETE ON regulations_shotimage
    FOR EACH ROW EXECUTE FUNCTION regulations_picture_is_final();
"""
NOT_FINAL = """
DROP TRIGGER media_is_final ON regulations_mediafile;
DROP TRIGGER shot_is_final ON regulations_shotimage;
DROP FUNCTION regulations_picture_is_final();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('regulations', '0011_settings_notes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MediaFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=16, unique=True)),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('mime', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('width', models.PositiveIntegerField(default=0)),
                ('height', models.PositiveIntegerField(default=0)),
                ('original_name', models.CharField(max_length=200)),
                ('stored_as', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('uploaded_at', models.DateTimeField()),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ShotImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('language', models.CharField(max_length=2)),
                ('sha256', models.CharField(max_length=64)),
                ('stored_as', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('scale', models.FloatField()),
                ('boxes', models.JSONField()),
                ('app_version', models.CharField(max_length=64)),
                ('taken_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'language', 'sha256'), name='a_picture_of_a_screen_is_kept_once')],
            },
        ),
        migrations.CreateModel(
            name='Shot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('language', models.CharField(max_length=2)),
                ('made_from', models.CharField(blank=True, max_length=64)),
                ('fault', models.CharField(blank=True, choices=[('missing', 'what is numbered is not on the screen'), ('screen', 'the screen does not open'), ('browser', 'the browser did not answer'), ('scene', 'the made-up people could not be made')], max_length=8)),
                ('detail', models.CharField(blank=True, max_length=300)),
                ('tried_at', models.DateTimeField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('image', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.shotimage')),
            ],
            options={
                'ordering': ['key', 'language'],
                'constraints': [models.UniqueConstraint(fields=('key', 'language'), name='one_picture_of_a_screen_per_language')],
            },
        ),
        migrations.AlterField(
            model_name="sectiondiff",
            name="algorithm",
            field=models.PositiveSmallIntegerField(default=3),
        ),
        migrations.RunSQL(FINAL, NOT_FINAL),
    ]
