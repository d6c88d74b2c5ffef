"""Raadhuis: one platform for municipal services."""
