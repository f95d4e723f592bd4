"""Style sheets, scripts and icons keep to the rules of the look."""

import re

import pytest
from django.conf import settings
from django.template import loader

ROOT = settings.ROOT
CSS = ROOT / "static" / "css"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(|oklch\(")
NAMED_ICON = re.compile(r'\{%\s*icon\s+"([a-z0-9-]+)"')
REGISTERED_ICON = re.compile(r"""\b(?:menu|create)\([^)]*?["'],\s*["']([a-z0-9-]+)["'],\s*["'][a-z_]+:""", re.DOTALL)
SPRITE = ROOT / "static" / "build" / "icons.svg"
ICONS = ROOT / "node_modules" / "@tabler" / "icons" / "icons" / "outline"


def our_templates():
    return sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", our_templates(), ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_template_parses(path):
    loader.get_template(str(path.relative_to(ROOT / "templates")))


def test_colours_stand_only_among_the_tokens():
    strays = [
        path.name
        for path in CSS.rglob("*.css")
        if path.name != "tokens.css" and COLOUR.search(re.sub(r'url\("[^"]*"\)', "", path.read_text()))
    ]
    assert strays == []


def test_every_component_is_in_the_style_sheet():
    imported = set(re.findall(r'@import "components/([\w-]+\.css)"', (CSS / "main.css").read_text()))
    assert imported == {path.name for path in (CSS / "components").glob("*.css")}


def test_every_rule_lies_in_a_layer():
    bare = [
        path.name
        for path in CSS.rglob("*.css")
        if path.name not in ("main.css", "fonts.css") and not re.search(r"^@layer \w+ \{", path.read_text(), re.M)
    ]
    assert bare == []


def test_scripts_make_no_html_from_text():
    scripts = sorted((ROOT / "static" / "js").rglob("*.js"))
    assert [
        path.name
        for path in scripts
        if re.search(r"innerHTML\s*=|insertAdjacentHTML|outerHTML\s*=|\beval\(|new Function", path.read_text())
    ] == []


def test_icons_named_by_python_are_listed():
    """Templates are read by the asset step; names that come from modules must stand in assets/icons.txt."""
    listed = set((ROOT / "assets" / "icons.txt").read_text().split())
    registered = {name for path in ROOT.glob("*/apps.py") for name in REGISTERED_ICON.findall(path.read_text())}
    assert registered - listed == set()


@pytest.mark.skipif(not ICONS.exists(), reason="bin/assets has not run")
def test_every_icon_a_template_names_exists():
    named = {name for path in our_templates() for name in NAMED_ICON.findall(path.read_text())}
    assert {name for name in named if not (ICONS / f"{name}.svg").exists()} == set()


@pytest.mark.skipif(not SPRITE.exists(), reason="bin/assets has not run")
def test_built_files_name_no_source_maps():
    built = [path for path in (ROOT / "static" / "build").rglob("*") if path.suffix in (".css", ".js")]
    assert [path.name for path in built if "sourceMappingURL" in path.read_text()] == []
