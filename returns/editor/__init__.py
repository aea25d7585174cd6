"""What the page of a return shows: its parts and rows, where findings are told, and the HTML of its cells."""
