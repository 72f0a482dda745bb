"""What the agency says: texts, law, understanding, rendering, and the outbox."""
