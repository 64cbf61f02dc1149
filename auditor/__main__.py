"""`python -m auditor` is the `auditor` command, where no console script is at hand."""

from auditor.cli import main

main()
