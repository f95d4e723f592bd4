from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0004_practical_tasks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='questionversion',
            name='type',
            field=models.CharField(choices=[('single', 'one answer'), ('multiple', 'several answers'), ('truefalse', 'true or false'), ('order', 'put in order'), ('match', 'match pairs'), ('number', 'a number'), ('text', 'free text'), ('task', 'do it in the CRM'), ('hotspot', 'choose on the screen')], max_length=10, verbose_name='type'),
        ),
    ]
