"""From events to notices and mails. Importing this package registers every room's letters."""
