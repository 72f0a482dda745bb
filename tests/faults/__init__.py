"""The running product under faults: killed, stopped, fed twice, searched for what must not be there."""
