"""The rules of Producten: pure Python; no Django, no I/O, no clock."""
