"""Who is calling: only proxies we were told of may speak for somebody else."""

import ipaddress

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_REQUEST_ID")


def is_trusted(peer, proxies):
    """`proxies` are addresses, networks, or the word `unix` for callers on a socket."""
    if not peer:
        return "unix" in proxies
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(proxy, strict=False) for proxy in proxies if proxy != "unix")


def client_address(environ, proxies):
    """The caller's address; forwarded headers of strangers are dropped from `environ`."""
    peer = environ.get("REMOTE_ADDR", "")
    if not is_trusted(peer, proxies):
        for name in FORWARDED:
            environ.pop(name, None)
        return _valid(peer)
    chain = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    for hop in reversed(chain):
        if not is_trusted(hop, proxies):
            return _valid(hop)
    return _valid(chain[0] if chain else peer)


def _valid(address):
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None
