"""Taking data out of a call: sheets of what somebody may see, and the trace of who took what."""
