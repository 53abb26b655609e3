"""The program's settings as forms: what is asked, in which words, and what was meant by what was typed."""
