"""Referentielijsten over HTTP: decode, one call to the api, encode."""
