

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regulations', '0009_files_and_positions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='readingwatch',
            name='looked_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='regulation',
            name='reread_every_days',
            field=models.PositiveSmallIntegerField(db_default=365, default=365, validators=[django.core.validators.MaxValueValidator(1100)], verbose_name='read again after, days'),
        ),
        migrations.CreateModel(
            name='ReadAgain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('breach', 'its rule was broken again and again'), ('interval', 'it was confirmed long ago'), ('assigned', 'the head asks for it'), ('missed', 'missed in a test')], max_length=10)),
                ('origin', models.CharField(max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings_again', to='regulations.section')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings_again', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['origin'], name='asked_again_by_origin')],
                'constraints': [models.UniqueConstraint(fields=('user', 'section', 'origin'), name='asked_again_once_for_each_cause')],
            },
        ),
    ]
