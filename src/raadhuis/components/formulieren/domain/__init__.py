"""The rules of Formulieren: pure Python; no Django, no I/O, no clock."""
