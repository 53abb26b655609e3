"""The demo: a throw-away shop with ninety days of believable traffic, played by the house's own verbs."""
