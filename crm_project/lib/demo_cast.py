"""Who can sign in to the demo company; told by `bin/run`, `manage.py demo` and the README alike."""

PASSWORD = "ordo-demo-2026"  # noqa: S105 - the demo is refused in production
LOGINS = [f"{name}@demo.example" for name in ("admin", "head", "head2", "anna", "boris", "vera", "egor", "auditor")]
