"""What the installation does for itself: copies, the trace verified, mails sent, what it holds."""
