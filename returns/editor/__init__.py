"""What the page of a return shows: its parts and rows, where findings are shown, and the HTML of its cells."""
