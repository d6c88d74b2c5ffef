"""A real SMTP server that delivers nothing: it keeps every message and shows it."""
