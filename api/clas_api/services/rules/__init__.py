"""What holds: the rules and the calls, and what they say of groups and dossiers that anybody may ask about."""
