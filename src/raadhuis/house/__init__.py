"""Composes the chosen components into one process: Django settings, URLs, WSGI, worker."""
