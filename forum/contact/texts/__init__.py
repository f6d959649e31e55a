"""What is said of a session in its chair's name: announcement, minutes, conclusion notice, corrections of minutes."""
