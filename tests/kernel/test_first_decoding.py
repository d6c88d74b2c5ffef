"""Threads that are the first to decode a type at the same moment: the process must live."""

from __future__ import annotations

import subprocess
import sys

# Sixty types, each within the one before, that eight threads all decode for the first time together.
TOGETHER = """
import sys, threading
import msgspec
from raadhuis.kernel import wire

TYPES = 60
code = ["from typing import Annotated", "import msgspec"]
for i in range(TYPES):
    code.append(f"class T{i}(msgspec.Struct, frozen=True, kw_only=True):")
    code += [f"    f{j}: 'Annotated[str, msgspec.Meta(max_length={j + 1})] | None' = None" for j in range(30)]
    code += [f"    g: 'T{i + 1} | None' = None"] if i + 1 < TYPES else []
exec("\\n".join(code), globals())
raw = b'{"f0": "a", "f29": "b", "g": {"f1": "x"}}'
together = threading.Barrier(8)

def decode():
    together.wait()
    for i in range(TYPES):
        for _ in range(20):
            wire.decode(raw, globals()[f"T{i}"])

sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=decode) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
KNOWN = """
import msgspec
from raadhuis.house import wsgi
from raadhuis.kernel import wire
from raadhuis.kernel.identity import Actor
from raadhuis.components.formulieren.types import Formulier

assert {Actor, Formulier, wire.Page} <= wire._known
"""


def test_threads_that_decode_a_type_first_together_do_not_end_the_process() -> None:
    done = subprocess.run([sys.executable, "-c", TOGETHER], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_web_process_knows_every_type_before_it_has_threads() -> None:
    done = subprocess.run([sys.executable, "-c", KNOWN], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
