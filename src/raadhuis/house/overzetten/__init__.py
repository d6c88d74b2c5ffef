"""`raadhuis overzetten`: move a municipality's registers from another ZGW provider to here, verify, switch, and go back."""
