"""The council's own sign-in provider (OpenID Connect), for workers. The desk alone may open this room, and only where
a provider is configured: it needs the extra `oidc` (Authlib, requests). No token leaves it.
"""
