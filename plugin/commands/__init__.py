"""The words of the command `sathi`, by subject; the modules behind each are loaded when it is typed."""
