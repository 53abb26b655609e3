"""Stores to test against: real servers here that copy what the platforms do, and go wrong on demand."""
