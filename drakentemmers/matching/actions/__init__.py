"""Every write of this app: one keyword-only function a deed, each in one transaction.

Locks are taken in a fixed order so that two deeds never wait for each other: the request first, then an offer.
"""
