"""Long work: asked for at once, done piece by piece by whoever looks at it or by a command, each piece committed."""
