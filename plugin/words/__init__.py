"""What the house decided, in words that a merchant reads: on the desk and in the terminal alike."""
