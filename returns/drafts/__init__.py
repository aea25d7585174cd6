"""What is typed into a draft: cells read and written, merged with what others state, rows moved, all saved."""
