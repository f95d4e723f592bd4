import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deals", "0007_indexes_of_reports"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='StageFlow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.CharField(choices=[('day', 'Day'), ('month', 'Month')], max_length=5)),
                ('begins_on', models.DateField()),
                ('entered', models.IntegerField(default=0)),
                ('left', models.IntegerField(default=0)),
                ('onward', models.IntegerField(default=0)),
                ('lost', models.IntegerField(default=0)),
                ('owner', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stage', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='deals.stage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('unit', 'stage', 'begins_on', 'owner'), include=('entered', 'left', 'onward', 'lost'), name='one_flow_per_stage_owner_and_time', nulls_distinct=False)],
            },
        ),
    ]
