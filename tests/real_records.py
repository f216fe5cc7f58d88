"""Real records of other countries, which stand beside the checkout on some machines.

Tests over them are the only ones that may be skipped (`tests/conftest.py` fails a run with others).
"""

from pathlib import Path

import pytest

REAL = Path(__file__).resolve().parents[2] / "shared" / "data"
ABSENT = "the real records are not on this machine"

needs_real_records = pytest.mark.skipif(not REAL.is_dir(), reason=ABSENT)
