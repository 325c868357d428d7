"""Pictures: what one says (pure), and how it is drawn, in text or with matplotlib."""
