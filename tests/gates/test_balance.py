"""What the test run begins with is there: a name that nobody has any more would be last again, unseen."""

from __future__ import annotations

import re
from pathlib import Path

from tests.balance import LONGEST

ROOT = Path(__file__).parents[2]


def test_what_begins_first_is_a_file_or_a_group() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")]
    groups = {name for text in texts for name in re.findall(r'xdist_group\(f?"([^"{]+)', text)}

    assert len(set(LONGEST)) == len(LONGEST)
    assert [n for n in LONGEST if not (ROOT / n).is_file() and not n.startswith(tuple(groups))] == []
