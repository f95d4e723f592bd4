from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0003_change_tests'),
    ]

    operations = [
        migrations.AlterField(
            model_name='questionversion',
            name='type',
            field=models.CharField(choices=[('single', 'one answer'), ('multiple', 'several answers'), ('truefalse', 'true or false'), ('order', 'put in order'), ('match', 'match pairs'), ('number', 'a number'), ('text', 'free text'), ('hotspot', 'choose on the screen')], max_length=10, verbose_name='type'),
        ),
    ]
