"""What does each command do? One module a command: ``add_arguments`` and ``run``."""
