"""The words and names of the made-up country are an extra: the command starts without them."""

import subprocess
import sys
from pathlib import Path

WITHOUT = """
import sys
for name in ("wordfreq", "faker", "numpy", "matplotlib"):
    sys.modules[name] = None
from cli.main import main
sys.argv = ["spil", *sys.argv[1:]]
main()
"""


def spil(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_the_command_starts_without_the_extra() -> None:
    told = spil("nation", "--help")
    assert told.returncode == 0, told.stderr
    assert "make" in told.stdout


def test_who_makes_a_country_without_the_extra_is_told_which(tmp_path: Path) -> None:
    told = spil("nation", "make", "--seed", "1", "--records", "10", "--out", str(tmp_path / "n"))
    assert told.returncode == 1
    assert "the extra `nation`" in told.stderr
    assert "Traceback" not in told.stderr
