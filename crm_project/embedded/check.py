"""`bin/check`: every static check, all of them even when one fails."""

import os
import subprocess
import sys
import time
from pathlib import Path

from crm_project import testing_servers
from crm_project.embedded.manage import ROOT

PYTHON = sys.executable
BIN = Path(sys.executable).parent
MANAGE = [PYTHON, "manage.py"]
FIRST_RELEASE = ROOT / "deploy" / "migrations-of-the-first-release.txt"
PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": "kV3r7Zq0pXn5Tt1yWm9sUb4hJc8gLd2fAe6iOoQ1wE2rT3yU4iP5",
    "BASE_URL": "https://crm.dealer.ru",
    "ALLOWED_HOSTS": "crm.dealer.ru",
}


def checks():
    yield "format", [BIN / "ruff", "format", "--check", "--quiet", "."], {}
    yield "lint", [BIN / "ruff", "check", "--quiet", "."], {}
    yield "house rules", [PYTHON, "-m", "pytest", "-q", "tests/test_house_rules.py"], {}
    yield "types", [BIN / "mypy"], {}
    yield "every test can be read", [PYTHON, "-m", "pytest", "-q", "--collect-only", "tests"], {}
    if templates := [*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/templates/**/*.html")]:
        yield "templates", [BIN / "djlint", "--lint", "--quiet", *templates], {}
    yield "migrations are complete", [*MANAGE, "makemigrations", "--check", "--dry-run"], {}
    if listed := new_migrations():
        yield "migrations are safe", [*MANAGE, "lintmigrations", "--include-migrations-from", listed], {"LINT_MIGRATIONS": "1"}
    yield "translations", [PYTHON, "-m", "crm_project.embedded.translations_check"], {}
    yield "production settings", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION


def migrations():
    return sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/migrations/[0-9]*.py"))


def new_migrations():
    """A file that lists those made after the first release; the earlier ones met only empty tables."""
    if not FIRST_RELEASE.exists():
        return None
    earlier = set(FIRST_RELEASE.read_text().split())
    later = [name for name in migrations() if name not in earlier]
    if not later:
        return None
    listed = Path(os.environ["ORDO_TEST_FOLDER"]) / "new-migrations.txt"
    listed.write_text("\n".join(later))
    return listed


def main(arguments):
    if "--first-release" in arguments:
        FIRST_RELEASE.write_text("\n".join(migrations()) + "\n")
    if "--fix" in arguments:
        subprocess.run([BIN / "ruff", "format", "."], cwd=ROOT, check=False)
        subprocess.run([BIN / "ruff", "check", "--fix", "."], cwd=ROOT, check=False)
    testing_servers.start()
    failed = []
    for title, command, environment in checks():
        started = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
        good = done.returncode == 0
        print(f"{'ok    ' if good else 'FAILED'} {title} ({time.monotonic() - started:.1f} s)", flush=True)
        if not good:
            failed.append(title)
            print(done.stdout + done.stderr, flush=True)
    print(f"{len(failed)} of the checks failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
