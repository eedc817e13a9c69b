"""Who acts, and for whom: accounts, roles, keys, signing in, and the porteurs with their people."""
