"""Telegram, from the outbox to the wire and from the wire to the inbox, against the strict fake."""
