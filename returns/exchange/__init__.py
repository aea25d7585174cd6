"""Returns as files: JSON in and out."""
