"""What do officers, leaders, administrators and auditors work with in their browsers?"""

PREFIX = "/console"
"""Where all their addresses begin."""
