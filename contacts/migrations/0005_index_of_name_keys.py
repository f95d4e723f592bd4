from django.db import migrations, models
from django.db.models import Q


def index(model):
    return migrations.AddIndex(model, models.Index(condition=~Q(name_key=""), fields=["name_key"], name=f"{model}_by_name_key"))


class Migration(migrations.Migration):
    dependencies = [("contacts", "0004_name_keys")]
    operations = [index("company"), index("contact")]
