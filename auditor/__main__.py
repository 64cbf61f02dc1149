"""`python -m auditor` is the `auditor` command, where no console script is at hand."""

import sys

from auditor.cli import main

sys.exit(main())
