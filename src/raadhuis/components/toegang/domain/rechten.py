"""What an employee's role may do: the house's one table, the same for a login and for a token that names roles."""

from __future__ import annotations

from raadhuis.kernel.roles import ROLES, rights_of

__all__ = ["ROLES", "rights_of"]
