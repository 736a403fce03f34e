"""Alembic's migrations of the ledger; `versions/` holds one file for each step."""
