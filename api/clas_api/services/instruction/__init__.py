"""What a Caf does with a deposited dossier before the committee: who studies it, what it says, what it proposes."""
