"""Which format a file of others has, told by what it holds and never by its name."""
