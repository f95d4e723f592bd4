from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("regulations", "0012_pictures")]

    operations = [
        migrations.AlterField(model_name="sectiondiff", name="algorithm", field=models.PositiveSmallIntegerField(default=3)),
    ]
