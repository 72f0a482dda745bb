"""Signing in with an account of the province: its identity provider says who somebody is (OpenID Connect), we say what they may."""
