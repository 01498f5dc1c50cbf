"""The vectors that the reference engine makes of some kept sentences, for `encoder.attested` to read.

    python -m scripts.development.reference

To be run again when the default model changes; a test says when.
"""

import click
from safetensors.numpy import save_file

from embeddings.encoder.attested import KEPT, REFERENCE_FILE, sentences
from embeddings.encoder.load import load_encoder
from embeddings.models.lock import read_lock
from embeddings.models.shelf import default_cache


@click.command()
def main() -> None:
    model = read_lock().model()
    reference = load_encoder(model, cache=default_cache(), engine="sentence-transformers", threads=1)
    vectors = reference.passages(sentences()).vectors.astype("float16")
    save_file({KEPT: vectors}, REFERENCE_FILE, {"model": model.digest})


if __name__ == "__main__":
    main()
