from django.db import migrations

REASONS = {
    "ru": ["Не наш клиент", "С клиентом нет связи", "Чек-лист не закрыт", "Не хватает документов", "Нет времени в этот срок"],
    "en": ["Not a client for us", "The client cannot be reached", "The check list is not complete", "Papers are missing", "No time by then"],
}


def make(apps, schema_editor):
    """A company that is set up already begins with the same reasons as a new one."""
    workspace = apps.get_model("accounts", "Workspace").objects.first()
    reason = apps.get_model("tasks", "HandoffReason").objects
    if workspace and not reason.exists():
        names = REASONS.get(workspace.language, REASONS["en"])
        reason.bulk_create(reason.model(name=name, position=place) for place, name in enumerate(names))


class Migration(migrations.Migration):
    dependencies = [("tasks", "0010_cards_open_with_hand_offs")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
