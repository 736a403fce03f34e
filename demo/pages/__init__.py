"""The demo sites' markup, made from their content: a MyBB 1.8 forum and an Annularis-like market."""
