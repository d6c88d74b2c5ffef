"""The rules of Bronnen: pure Python; no Django, no I/O, no clock."""
