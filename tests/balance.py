"""How `make test` divides the tests among its processes: a file at a time, and what takes longest begins first.

A file shares what is costly to make (an installation, a recorder of every operation), so its tests stay in one process; so do
those of files that share it by `pytest.mark.xdist_group`. pytest-xdist would begin with the groups of the most tests; the few of
the most seconds then run last, alone.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadGroupScheduling

# Groups and files that take more than some ten seconds, longest first. A name that is not here goes after these.
LONGEST = (
    "faults-kill",
    "overzetten",
    "browser",
    "faults-outages",
    "backup",
    "fuzz-zaken",
    "faults-command",
    "faults-registers",
    "tests/model/test_random_work.py",
    "fuzz-catalogi",
    "fuzz-documenten",
    "tests/apart/test_elsewhere.py",
    "events",
    "apart-chain",
    "tests/apart/test_doors.py",
    "tests/apart/test_two_registers.py",
    "tests/security/test_bad_bodies.py",
    "tests/security/test_s01_only_what_you_may_see.py",
    "tests/worker/test_content.py",
    "tests/worker/test_worker.py",
    "tests/worker/test_import.py",
    "telemetry",
    "tests/language/test_examples.py",
    "tests/host/test_postgres.py",
    "tests/contract/test_every_operation.py",
    "tests/kernel/test_openapi.py",
)
_RANK = {name: rank for rank, name in enumerate(LONGEST)}


class ByFile(LoadGroupScheduling):  # type: ignore[misc]  # it ships no types
    """One unit of work is a group of xdist_group, or else a file."""

    def _split_scope(self, nodeid: str) -> str:
        scope: str = super()._split_scope(nodeid)  # of a test that is in no group, the test itself
        return scope.partition("::")[0]

    def _assign_work_unit(self, node: object) -> None:
        # Here, and not by sorting what was collected: pytest-django sorts that too, after whoever else does.
        longest = min(self.workqueue, key=lambda unit: _RANK.get(unit, len(_RANK)))
        self.workqueue.move_to_end(longest, last=False)
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile | None:
    """Ours, for `--dist loadgroup`."""
    if config.getoption("dist") != "loadgroup":
        return None
    config.option.loadscopereorder = False
    return ByFile(config, log)
