"""What takes a while to make is made once in a run, by whichever process needs it first."""

import atexit
import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

_PLACE = "SPIL_TEST_MADE"

# The first process of a run chooses the place and clears it away; its workers inherit both.
if _PLACE not in os.environ:
    _own = TemporaryDirectory(prefix="spil-made-")
    atexit.register(_own.cleanup)
    Path(_own.name).chmod(0o755)
    os.environ[_PLACE] = _own.name


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder of this name; `make` fills it unless a process of this run has done so."""
    folder = Path(os.environ[_PLACE]) / name
    whole = folder.with_name(f"{name}.whole")
    with folder.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            whole.touch()
    return folder
