"""What leaves for others: events told to programs, and what is granted, published."""
