"""Processes: the embedded PostgreSQL, the supervisor, ports and the data folder. Knows no Django."""
