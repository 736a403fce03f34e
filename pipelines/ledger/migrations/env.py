"""Alembic runs this for each command: on the connection, and in the transaction, that the ledger gives it."""

from alembic import context

from pipelines.ledger.tables import metadata

if hasattr(context, "config"):  # not so when a tool imports every module, such as a doctest run
    # No `context.begin_transaction()`: the ledger's own is under way, so that a step is done wholly or not at all.
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    context.run_migrations()
