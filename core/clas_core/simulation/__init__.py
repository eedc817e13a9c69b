"""What other rules would cost the nation, and whom they change: replayed over groups, never written anywhere."""
