"""A Sheet as a PDF: the only room that knows WeasyPrint. Empty, because worker processes come through here."""
