"""The Pythons of this machine, for what must run under all of them."""

import os
import sys
from pathlib import Path

PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
_SYSTEM = Path("/usr/bin/python3")
PYTHONS = sorted(
    {sys.executable, *map(str, PYENV.glob("3.*/bin/python3")), *([str(_SYSTEM)] if _SYSTEM.exists() else [])}
)
