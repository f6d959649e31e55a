"""What happened → who is told, and how. Importing this package registers every room's letters."""
