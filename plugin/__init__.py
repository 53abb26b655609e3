"""Sathi: a referral program that a store adds with one script tag."""

__version__ = "0.1.0"
