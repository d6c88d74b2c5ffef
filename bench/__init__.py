"""Every performance claim has its command here; what counts are ratios within one run."""

from __future__ import annotations
