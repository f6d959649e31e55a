"""The words of uploaded files, for search; read in a child process that may be killed."""
