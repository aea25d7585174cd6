"""What people type: text in, Sheets out. Nothing that is typed prevents saving a draft."""
