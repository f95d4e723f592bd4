from django.db import migrations


def give_one(apps, schema_editor):
    apps.get_model("training", "TestDefinition").objects.filter(genre="self_check", task_count=0).update(task_count=1)


class Migration(migrations.Migration):
    dependencies = [("training", "0005_hotspots")]

    operations = [migrations.RunPython(give_one, migrations.RunPython.noop)]
