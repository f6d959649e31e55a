"""What a body that has ended still answers for passes to its successor, or to the body that somebody names."""
