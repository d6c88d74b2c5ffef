"""The judges of the house: what `make check` enforces and no library does; never shipped in the wheel."""
