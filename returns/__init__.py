"""The program that fills, proves, files and prints Monthly Returns."""

# The one place that states the version; CHANGELOG.md says what each version brought.
__version__ = "0.3.0"
