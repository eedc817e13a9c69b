"""Letters: composed from the record, sent with the act that they tell of, kept as they were sent."""
