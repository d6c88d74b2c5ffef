"""The door leads to our own room or elsewhere: the same functions with the same parameters."""

from __future__ import annotations

import inspect

from raadhuis.components.zaken import api, remote


def test_every_function_of_the_door_has_its_namesake_elsewhere():
    doors = {name: f for name, f in vars(api).items() if getattr(f, "is_door", False)}

    assert len(doors) == 20
    for name, function in doors.items():
        theirs = inspect.signature(getattr(remote, name))
        assert str(inspect.signature(function)) == str(theirs), name
