"""`python -m raadhuis` is the command `raadhuis`."""

from __future__ import annotations

import sys

from raadhuis.cli import main

sys.exit(main())
