"""The tables of Referentielijsten; only its api comes here."""
