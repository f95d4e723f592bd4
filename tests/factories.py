"""Plain functions that make what a test needs; every default is a usual case."""

from accounts.models import Department, Role, User
from contacts.models import Company, Contact
from crm_project.lib import clock
from deals.models import Deal, Funnel, LossReason, Product, Stage, StageField
from tasks.models import Task, TaskType

PASSWORD = "a-long-good-passphrase"


def make_department(name, parent=None):
    return Department.objects.create(name=name, parent=parent)


def make_user(name, *, department, role="manager", superior=None, **fields):
    user = User(
        email=f"{name}@example.com",
        first_name=name.capitalize(),
        last_name=fields.pop("last_name", "Testova"),
        department=department,
        role=Role.objects.get(code=role),
        superior=superior,
        joined_at=clock.now(),
        language=fields.pop("language", "en"),
        zone=fields.pop("zone", "Europe/Moscow"),
        **fields,
    )
    user.set_unusable_password()
    user.save()
    user.join(department, by=None)
    return user


def make_funnel(name="Incoming", **fields):
    funnel = Funnel.objects.create(name=name, **fields)
    kinds = [("New", "entry"), ("Qualified", "working"), ("Offer sent", "working"), ("Won", "won"), ("Lost", "lost")]
    stages = {
        title: Stage.objects.create(funnel=funnel, name=title, kind=kind, position=position * 10)
        for position, (title, kind) in enumerate(kinds, start=1)
    }
    StageField.objects.create(stage=stages["Qualified"], code="amount")
    StageField.objects.create(stage=stages["Offer sent"], code="decision_on")
    StageField.objects.create(stage=stages["Won"], code="contract_number")
    LossReason.objects.create(funnel=funnel, name="Too expensive")
    return funnel


def make_company(owner, name="Vector", **fields):
    now = clock.now()
    return Company.objects.create(
        name=name, owner=owner, department=owner.department, created_at=now, touched_at=now, created_by=owner, **fields
    )


def make_contact(owner, first_name="Nina", last_name="Ostapenko", **fields):
    now = clock.now()
    return Contact.objects.create(
        first_name=first_name,
        last_name=last_name,
        owner=owner,
        department=owner.department,
        created_at=now,
        touched_at=now,
        created_by=owner,
        **fields,
    )


def make_deal(owner, stage=None, name="Plough for Zarya", **values):
    stage = stage or Stage.objects.filter(kind="entry").first()
    deal = Deal.start(funnel=stage.funnel, by=None, owner=owner, name=name, values=values)
    if stage.kind != "entry":
        raise_to(deal, stage)
    return deal


def raise_to(deal, stage):
    """Put a deal further on without asking for fields: as an import would."""
    deal._arrive(stage, "forward", by=None)
    return deal


def make_product(name="GTX Basic", price="550.00"):
    return Product.objects.create(name=name, price=price)


def make_task(owner, *, deal=None, title="Call", due_at=None, due_on=None, by=None, **fields):
    kind, _ = TaskType.objects.get_or_create(code="call", defaults={"name": "Call", "icon": "phone"})
    due_at = due_at or (None if due_on else clock.now())
    return Task.plan(title=title, type=kind, owner=owner, by=by, due_at=due_at, due_on=due_on, subject=deal, **fields)
