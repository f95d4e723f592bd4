"""Private PostgreSQL and Valkey for a machine that has neither; nothing here knows Django."""
