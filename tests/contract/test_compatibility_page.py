"""The page about the 1.5 era lists every difference between the official files of then and of now."""

from __future__ import annotations

import pytest

from tools import compatibility

pytestmark = pytest.mark.skipif(not compatibility.OLD.is_dir(), reason="skipped: ../shared not there")


def test_the_page_has_every_difference_between_the_files() -> None:
    written = compatibility.PAGE.read_text(encoding="utf-8").split(compatibility.MARK)[1]

    assert written.strip() == compatibility.lists().strip(), "run: python -m tools.compatibility"


def test_nothing_that_1_5_had_is_gone_or_asked_more() -> None:
    for name in ("catalogi", "documenten", "zaken"):
        then, now = compatibility.older(name), compatibility.official(name)
        assert then
        assert now
        hows = {how for _, how in compatibility.differences(then, now)}

        worse = {
            compatibility.HOW[k] for k in ("operation gone", "parameter gone", "sent and required", "gone")
        }
        assert hows & worse == set(), name
