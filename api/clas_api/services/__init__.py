"""Use cases: each loads what it needs, calls the core, and gives back values. Only here is anything committed."""
