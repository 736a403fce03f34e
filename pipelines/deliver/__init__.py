"""Delivery: what waits in the ledger's outbox goes to Elasticsearch and Slack."""
