"""Installing Sathi into a platform, by the platform's own way."""
