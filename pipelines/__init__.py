"""What happens to a `Listing`: read, track, match, store, deliver. One stage per file, one direction."""
