"""What an operator says: the types that their files must fit, the defaults, and the only YAML reader."""
