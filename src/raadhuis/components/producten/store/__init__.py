"""The tables of Producten; only its api comes here."""
