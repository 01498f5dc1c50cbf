"""Whatever is written as a manifest can be read again."""

import string
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies

from embeddings.errors import BrokenSnapshot
from embeddings.snapshot import manifest as manifests
from embeddings.snapshot.manifest import FileSeal, Manifest, read_manifest
from embeddings.snapshot.segments import SegmentSize
from tests.support.invented import MADE_WITH

MANIFEST = Manifest(
    number=7,
    embedding_model=MADE_WITH,
    n_speeches=2,
    n_passages=3,
    languages={"en": 3},
    space="s1",
    segments=(SegmentSize("a", 2, 3),),
    n_topics=None,
    libraries={"numpy": "2"},
    files={"passages.faiss": FileSeal("0" * 64, 12)},
)


@settings(max_examples=60, deadline=None)
@given(
    languages=strategies.dictionaries(strategies.text(max_size=40), strategies.integers(0), max_size=30),
    n_topics=strategies.none() | strategies.integers(0),
    most=strategies.integers(100, 3_000),
)
def test_what_is_written_can_be_read_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, languages: dict[str, int], n_topics: int | None, most: int
) -> None:
    """At every size around the reader's limit, a manifest comes back as it was or is never written."""
    folder = tmp_path_factory.mktemp("manifest")
    manifest = replace(MANIFEST, languages=languages, n_topics=n_topics)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(manifests, "MOST_BYTES", most)
        try:
            manifest.write(folder)
        except BrokenSnapshot:
            assert not (folder / manifests.FILE).exists()
        else:
            assert read_manifest(folder) == manifest


def test_every_language_that_a_tag_can_name_fits(tmp_path: Path) -> None:
    """A passage's language is two or three letters, or a script of Chinese: all of them are a tenth."""
    letters = string.ascii_lowercase
    tags = ["".join(tag) for n in (2, 3) for tag in product(letters, repeat=n)]
    manifest = replace(MANIFEST, languages=dict.fromkeys(sorted(tags), 10**7))
    manifest.write(tmp_path)
    assert read_manifest(tmp_path) == manifest
    assert (tmp_path / manifests.FILE).stat().st_size < manifests.MOST_BYTES / 5
