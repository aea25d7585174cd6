"""What people type: text in, Sheets out. Nothing that is typed bars saving a draft."""
