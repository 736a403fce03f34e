"""HTML in, `Listing` out. One file per forum engine; a site is values in a YAML file and no code."""
