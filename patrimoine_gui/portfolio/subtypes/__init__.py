"""The catalogue of subtypes: what each kind of asset is, has, and can do."""
