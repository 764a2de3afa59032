"""Hosts that are broken or mean, over real sockets."""
