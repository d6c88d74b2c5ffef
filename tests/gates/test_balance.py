"""What the test run begins with is there: a name that nobody has any more would be last again, unseen."""

from __future__ import annotations

import re
from collections import OrderedDict
from pathlib import Path
from unittest.mock import Mock

from tests.balance import LONGEST, ByFile

ROOT = Path(__file__).parents[2]


def test_what_begins_first_is_a_file_or_a_group() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")]
    groups = {name for text in texts for name in re.findall(r'xdist_group\(f?"([^"{]+)', text)}

    assert len(set(LONGEST)) == len(LONGEST)
    assert [n for n in LONGEST if not (ROOT / n).is_file() and not n.startswith(tuple(groups))] == []


def test_what_takes_longest_begins_first_in_whatever_order_the_tests_were_found() -> None:
    found = [
        "tests/elders.py::test_1",
        f"{LONGEST[1]}::test_2",
        f"{LONGEST[0]}::test_3",
        "tests/gids.py::test_4",
    ]
    process, schedule = Mock(), ByFile(Mock(**{"getvalue.return_value": ["popen"]}), Mock())
    schedule.registered_collections = {process: found}
    schedule.assigned_work = OrderedDict()
    schedule.workqueue = OrderedDict((one.partition("::")[0], {one: False}) for one in found)

    for _ in found:
        schedule._assign_work_unit(process)

    assert [found[call.args[0][0]] for call in process.send_runtest_some.call_args_list] == [
        found[2],
        found[1],
        found[0],
        found[3],
    ]
