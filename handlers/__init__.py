"""What the agency does when somebody writes or taps."""
