"""Makes the pictures of `docs/pictures`: each situation is really produced, in a real window.

Run by `make pictures`, on the offscreen platform:

    python -m scripts.pictures [NAME…]

Without a name it makes them all, in French and in English. A name is one of those of
`situations.py`; the others that the same scene goes through are made with it.
"""
