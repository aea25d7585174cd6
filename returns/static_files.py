"""Static files as they are served in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # WhiteNoise has no types
    """Every file under a name with the hash of its content, and compressed.

    A script imports other scripts by their hashed names too, so a browser never mixes a script it has kept with a newer
    one.
    """

    support_js_module_import_aggregation = True
