"""Files out and in: spreadsheets written from what the core says of a sheet, and read back."""
