"""What runs: command line, settings, wiring, channels, web, console, migrations."""
