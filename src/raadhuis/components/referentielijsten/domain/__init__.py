"""The rules of Referentielijsten: pure Python; no Django, no I/O, no clock."""
