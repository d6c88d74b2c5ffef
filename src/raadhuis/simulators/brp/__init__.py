"""Haal Centraal BRP Personen bevragen 2.x over the national test persons and our own people of Losser."""
