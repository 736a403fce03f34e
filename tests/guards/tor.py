"""What takes the place of guards of the way out."""

from collections.abc import Callable

Checks = tuple[tuple[str, Callable[..., bool]], ...]


def without_ip_literals(checks: Checks) -> Checks:
    return tuple(check for check in checks if check[0] != "ip_literal")
