"""What people upload: received in streams, cleaned in a child process, served by the rights of its thing."""
