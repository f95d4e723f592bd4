"""People, departments and dictionaries of the made-up company."""

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from accounts.models import Department, Position, Role, User, Workspace
from crm_project.lib import clock
from crm_project.lib.demo_cast import PASSWORD
from deals.models import Product, ProductGroup

from .words import COMPANY, DEPARTMENTS, PEOPLE, PRODUCTS, VAT

SELLERS = {"sales": ["anna", "boris", "marina", "dmitry", "ruslan"], "service": ["vera", "timur"]}


def make_workspace(language):
    return Workspace.objects.create(name=COMPANY[language], language=language, start_profile="several", is_demo=True)


def make_departments(language, judged_from):
    root = Department.objects.create(name=DEPARTMENTS["root"][language])
    rest = {
        code: Department.objects.create(name=DEPARTMENTS[code][language], parent=root, judged_from=judged_from)
        for code in ("sales", "service")
    }
    return {"root": root} | rest


def make_people(language, departments):
    """{login: User}, heads set, everybody a member of their department for years."""
    Role.make_ready()
    roles = {role.code: role for role in Role.objects.all()}
    people, password = {}, make_password(PASSWORD)
    for number, (login, (name, department, role, position)) in enumerate(PEOPLE.items()):
        first, last = name[language].split(" ", 1)
        user = User(
            email=f"{login}@demo.example",
            first_name=first,
            last_name=last,
            department=departments[department],
            role=roles[role],
            position=Position.objects.get_or_create(name=position[language])[0],
            superior=people.get({"sales": "head", "service": "head2"}.get(department, "")) if not login.startswith("head") else None,
            phone=f"+7918442{1000 + number:04d}",
            birthday=date(1980 + number, 1 + number % 12, 3 + number * 2),
            joined_at=clock.now() - timedelta(days=3 if login == "egor" else 1200),
        )
        user.password = password
        user.save()
        user.join(departments[department], by=None, at=user.joined_at)
        people[login] = user
    for code, login in (("sales", "head"), ("service", "head2"), ("root", "admin")):
        departments[code].head = people[login]
        departments[code].save(update_fields=["head"])
    return people


def make_products(language):
    products = []
    for group_name, lines in PRODUCTS[language].items():
        group, _ = ProductGroup.objects.get_or_create(name=group_name)
        for number, (name, price) in enumerate(lines):
            product, _ = Product.objects.get_or_create(
                name=name, defaults={"group": group, "price": price, "vat": VAT, "article": f"{group.pk:02d}-{number:03d}"}
            )
            products.append(product)
    return products
