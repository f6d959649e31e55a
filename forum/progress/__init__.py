"""What a body reports on a task of the programme: an official text that its head approves."""
