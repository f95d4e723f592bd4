from django.db import migrations

import contacts.models.client
from crm_project.lib.text import twin_key, words_of


def fill(apps, schema_editor):
    for name, key_of in (("Company", of_company), ("Contact", of_contact)):
        model, batch = apps.get_model("contacts", name), []
        for client in model.objects.order_by("pk").iterator(chunk_size=2000):
            client.name_key = key_of(client)[:200]
            batch.append(client)
            if len(batch) == 2000:
                model.objects.bulk_update(batch, ["name_key"])
                batch = []
        model.objects.bulk_update(batch, ["name_key"])


def of_company(company):
    return twin_key(company.name)


def of_contact(contact):
    name = " ".join([contact.last_name, contact.first_name, contact.patronymic]).strip() or contact.typed_name
    return "".join(sorted(twin_key(word) for word in words_of(name)))


def column(model):
    field = contacts.models.client.NameKey(blank=True, default="", editable=False, max_length=200)
    return migrations.AddField(model_name=model, name="name_key", field=field)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_addresses")]
    operations = [
        *[column(model) for model in ("company", "contact")],
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
