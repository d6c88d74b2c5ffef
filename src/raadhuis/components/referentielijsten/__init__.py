"""Referentielijsten: a room of the house; its door is `api`."""
