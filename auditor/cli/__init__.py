"""The command line: one file a command."""

import click


@click.group()
def main() -> None:
    """Audit the service centers of a province."""
