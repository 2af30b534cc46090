"""Floor 6: one typed schema of all settings, and the file they are kept in.

No lower floor imports it: values are handed down.
"""
