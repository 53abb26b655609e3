"""Chai House: a small shop on an origin of its own, to see Sathi the way a shopper does."""
