"""The rules of the house: arrows between apps, sizes, doors. STYLE.md says why."""

import ast
import re

import pytest
from django.conf import settings

from crm_project.lib.routes import routes

ROOT = settings.ROOT
LAYERS = ["crm_project", *settings.FROM_THE_GROUND_UP]
APPS = [app for app in LAYERS if (ROOT / app).is_dir()]

LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
LONGEST_PAGE = 120
LONGEST_PARTIAL = 40
LONGEST_SCRIPT = 100

INLINE = re.compile(r"<style\b|<script(?![^>]*\bsrc=)[^>]*>|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
DATA_SCRIPT = re.compile(r"<script[^>]*type=\"application/(ld\+)?json\"[^>]*>")
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
LAYOUTS = {"skeleton.html", "base.html", "bare.html"}
INCLUDE = re.compile(r"\{%\s*include\s[^%]*%\}")


def modules(app):
    return [path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def all_modules():
    return [path for app in APPS for path in modules(app)]


def templates():
    return sorted([*(ROOT / "templates").rglob("*.html"), *(path for app in APPS for path in (ROOT / app).rglob("templates/**/*.html"))])


def scripts():
    built = ROOT / "static" / "build"
    return [path for path in sorted((ROOT / "static").rglob("*.js")) if built not in path.parents]


def named(path):
    return str(path.relative_to(ROOT))


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def apps_imported_by(path):
    """First words of every import, those inside functions too; `if TYPE_CHECKING` counts as well."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def calls(path):
    """(name of what is called, line) for every call written with a dot; a FilterSet made of request.GET is no query."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if not any(isinstance(given, ast.Attribute) and given.attr == "GET" for given in node.args):
                yield node.func.attr, node.lineno


# -- arrows --------------------------------------------------------------------


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_only_what_lies_below_it(app):
    above = set(LAYERS[LAYERS.index(app) + 1 :])
    upward = {f"{named(path)} -> {name}" for path in modules(app) for name in apps_imported_by(path) if name in above}
    assert upward == set()


# -- sizes ---------------------------------------------------------------------


def test_modules_are_short():
    assert [named(path) for path in all_modules() if lines(path) > LONGEST_MODULE] == []


def test_functions_fit_on_a_screen():
    long = [
        f"{named(path)}:{node.lineno} {node.name}"
        for path in all_modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_templates_are_short():
    def longest(path):
        is_partial = path.name.startswith("_") or "ui" in path.parts
        return LONGEST_PARTIAL if is_partial else LONGEST_PAGE

    assert [f"{named(path)}: {lines(path)}" for path in templates() if lines(path) > longest(path)] == []


def test_scripts_are_short():
    assert [f"{named(path)}: {lines(path)}" for path in scripts() if lines(path) > LONGEST_SCRIPT] == []


# -- templates -------------------------------------------------------------------


def test_templates_hold_no_inline_script_style_or_handler():
    inline = []
    for path in templates():
        text = DATA_SCRIPT.sub("", COMMENT.sub("", path.read_text(encoding="utf-8")))
        inline += [f"{named(path)}: {found.group(0).strip()}" for found in INLINE.finditer(text)]
    assert inline == []


def test_templates_trust_no_text():
    """`safe` and autoescape off are never needed: what is HTML comes from a tag that made it."""
    trusting = [named(path) for path in templates() if re.search(r"\|\s*safe\b|autoescape off", COMMENT.sub("", path.read_text("utf-8")))]
    assert trusting == []


def test_included_partials_see_only_what_they_are_given():
    open_doors = [
        f"{named(path)}: {found.group(0)}"
        for path in templates()
        if path.name not in LAYOUTS
        for found in INCLUDE.finditer(COMMENT.sub("", path.read_text(encoding="utf-8")))
        if not re.search(r"\bonly\s*%\}$", found.group(0))
    ]
    assert open_doors == []


# -- doors -------------------------------------------------------------------------


def test_every_address_declares_the_right_it_needs():
    assert [f"{route.path} {route.view}" for route in routes() if not route.right] == []


def test_views_and_jobs_ask_querysets_in_words():
    """`.filter(` belongs to querysets; a view says which ones, not how they are found."""
    filtering = [
        f"{named(path)}:{line}"
        for path in all_modules()
        if path.name in {"views.py", "jobs.py"} or "views" in path.parts
        for name, line in calls(path)
        if name in {"filter", "exclude", "annotate", "raw"}
    ]
    assert filtering == []


def test_messages_leave_only_through_the_outbox():
    senders = {"crm_project/jobs.py", "crm_project/lib/wake.py"}
    leaks = [
        f"{named(path)}:{line} {name}"
        for path in all_modules()
        if path.relative_to(ROOT).parts[0] != "outbox" and named(path) not in senders
        for name, line in calls(path)
        if name in {"delay", "apply_async", "send_task"}
    ]
    assert leaks == []


def test_business_time_comes_from_the_clock():
    """Only the clock itself and sign-in ask the machine's time."""
    asking = [
        f"{named(path)}:{line}"
        for path in all_modules()
        if named(path) != "crm_project/lib/clock.py" and "sign_in" not in named(path) and "sessions" not in named(path)
        for name, line in _times_asked(path)
    ]
    assert asking == []


def _times_asked(path):
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = getattr(node.func.value, "id", "")
        if (owner, node.func.attr) in {("timezone", "now"), ("datetime", "now"), ("date", "today"), ("datetime", "utcnow")}:
            yield node.func.attr, node.lineno


def test_every_apps_addresses_are_reachable():
    included = (ROOT / "crm_project" / "urls.py").read_text(encoding="utf-8")
    assert [app for app in settings.FROM_THE_GROUND_UP if (ROOT / app / "urls.py").exists() and f'"{app}.urls"' not in included] == []


SHORT_FIGURE = re.compile(
    r"""assert\s+["']\d{1,8}["']\s+not\s+in\b|["'](?:\d{1,3}|\w{1,2})["']\s+(?:not\s+)?in\s+(?:page|answer|html)\b(?!\.)"""
)


def test_no_test_takes_the_id_of_a_record_for_a_secret():
    """Looking for `"777"` in a page fails on the day a record or a token has it; `tests.hidden.gives_away` looks for long figures."""
    tests = sorted((ROOT / "tests").rglob("*.py"))
    guilty = [f"{named(path)}: {found[0]}" for path in tests for found in SHORT_FIGURE.finditer(path.read_text(encoding="utf-8"))]
    assert not guilty
