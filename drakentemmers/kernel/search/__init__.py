"""Search over everything somebody may see: how Dutch is read, which kinds there are, the index, finding in it.

Floors inside: `analysis`, `query` and `passages` are plain Python; `kinds` is what other apps fill in; `index` writes,
`finding` reads; `engines` speak to the database. docs/search.md tells it as one story.
"""
