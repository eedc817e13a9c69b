"""Who asks, what each role may do, and how one proves who one is."""
