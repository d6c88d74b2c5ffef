"""The tables of Formulieren; only its api comes here."""
