"""From the store to what a snapshot shows, without running the model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from safetensors import SafetensorError

from embeddings.errors import CorpusError
from embeddings.similarity import space as spaces
from embeddings.similarity.calibration import SAMPLE, calibrated, question_from
from embeddings.similarity.fitting import make_space
from embeddings.similarity.space import Space, Vectors
from embeddings.snapshot.data import Contents
from embeddings.snapshot.snapshot import SPACE
from embeddings.speech import Finding, Passage, Repair, Speech
from embeddings.store.store import Store
from embeddings.text.duplicates.near_duplicates import speech_groups
from embeddings.topics import model as themes_files
from embeddings.topics.assignment import assign
from embeddings.topics.carry import carried
from embeddings.topics.model import Themes
from embeddings.topics.passages import ThemePassages

# A space measured on a corpus that has grown by half since is measured again.
_GROWTH = 1.5

_T = TypeVar("_T")


@dataclass(frozen=True)
class _Searched:
    """What the store holds for searching: row i of the vectors (not centred) belongs to passage i."""

    speeches: Sequence[Speech]
    passages: Sequence[Passage]
    vectors: Vectors
    revisions: Mapping[str, str]
    repairs: Mapping[str, Sequence[Repair]]
    findings: Mapping[str, Sequence[Finding]]
    copies: Mapping[str, str]

    @property
    def languages(self) -> list[str]:
        return [passage.language for passage in self.passages]

    def measure(self, store: Store) -> Space:
        """The space of these passages, in which a speech and its copies are one."""
        speeches = [self.copies.get(passage.speech_id, passage.speech_id) for passage in self.passages]
        space = make_space(self.vectors, self.languages, speeches)
        sample = store.sample(SAMPLE)
        strengths = calibrated(
            space,
            self.passages,
            space.centred(self.vectors, self.languages),
            speeches,
            sample,
            store.vectors.questions(question_from(form) for form in sample),
        )
        return replace(space, strengths=strengths)


def project(store: Store) -> Contents:
    """Everything that is searched, in the order of addresses, in the space and with the themes that are kept.

    A space that is not there yet, or that the corpus has outgrown, is made and kept.
    """
    searched = _searched(store)
    themes = _kept_themes(store)
    space = _kept_space(store)
    # Centroids lie in the space they were fitted in: the two move on together, when themes are refitted.
    outgrown = space is not None and len(searched.passages) >= _GROWTH * space.n_passages and themes is None
    if space is None or outgrown:
        space = searched.measure(store)
        store.fitted.put({SPACE: spaces.pack(space)})
    contents = _contents(store, searched, space)
    return contents if themes is None else with_themes(contents, themes)


def project_afresh(store: Store) -> Contents:
    """Everything that is searched, in a space measured now and without themes; nothing is kept yet."""
    searched = _searched(store)
    return _contents(store, searched, searched.measure(store))


def with_themes(contents: Contents, themes: Themes) -> Contents:
    """The same passages, each with its theme. The themes must have been fitted in the space of `contents`."""
    topics = [assignment.topic for assignment in assign(contents.vectors, themes)]
    return replace(contents, themes=themes, topics=topics)


def keep(store: Store, space: Space, themes: Themes) -> None:
    """Keep themes together with the space they were fitted in."""
    store.fitted.put({SPACE: spaces.pack(space), **themes_files.pack(themes)})


def fitted_files(contents: Contents) -> dict[str, bytes]:
    """The space and the themes of `contents` as the store keeps them, also that there are no themes."""
    no_themes = dict.fromkeys(themes_files.FILES, b"")
    themes = no_themes if contents.themes is None else themes_files.pack(contents.themes)
    return {SPACE: spaces.pack(contents.space), **themes}


def project_into(after: Store, before: Store) -> Contents:
    """Everything that is searched, with the vectors of `after`; nothing is kept yet.

    Both are the same corpus. Where it comes back to a model and its themes are those it had then, space and
    themes are as they were left. Otherwise the space is measured, and the themes are carried over into it.
    """
    searched, now = _searched(after), _kept_themes(before)
    left = after.fitted.left(SPACE, *themes_files.FILES)
    then = themes_files.unpack(left) if len(left) > 1 else None
    if left and _ids(now) <= _ids(then):
        contents, themes = _contents(after, searched, spaces.unpack(left[SPACE])), then
    else:
        contents = _contents(after, searched, searched.measure(after))
        themes = _carried(now, before, contents)
    return contents if themes is None else with_themes(contents, themes)


def _ids(themes: Themes | None) -> set[str]:
    return set() if themes is None else {topic.id for topic in themes.topics}


def _carried(themes: Themes | None, before: Store, contents: Contents) -> Themes | None:
    space = _kept_space(before)
    if themes is None or space is None:
        return None
    # A killed run may have left passages that were never encoded before: those had no theme.
    missing = set(before.vectors.unencoded())
    had = [passage for passage in contents.passages if passage.form not in missing]
    vectors = before.vectors.of([passage.form for passage in had])
    assigned = assign(space.centred(vectors, [passage.language for passage in had]), themes)
    topics = {p.address: found.topic for p, found in zip(had, assigned, strict=True) if found.topic}
    return carried(
        themes,
        topics,
        ThemePassages.in_order(
            contents.vectors,
            [()] * len(contents.passages),  # words are those the themes have
            [passage.language for passage in contents.passages],
            [passage.address for passage in contents.passages],
        ),
    )


def _searched(store: Store) -> _Searched:
    speeches = list(store.speeches())
    passages = [passage for speech in speeches for passage in store.passages(speech)]
    return _Searched(
        speeches=speeches,
        passages=passages,
        vectors=store.vectors.of([passage.form for passage in passages]),
        revisions={speech.id: store.revision_of(speech.id) or "" for speech in speeches},
        repairs={speech.id: store.repairs(speech) for speech in speeches},
        findings={speech.id: store.findings(speech) for speech in speeches},
        copies=_copies(passages),
    )


def _copies(passages: Sequence[Passage]) -> dict[str, str]:
    """Speech -> the speech it is a copy of: from another source, in another layout, in another script."""
    by_speech = groupby(passages, key=lambda passage: passage.speech_id)
    groups = speech_groups((speech_id, [passage.form for passage in own]) for speech_id, own in by_speech)
    return {twin.id: group.first for group in groups for twin in group.twins}


def _contents(store: Store, searched: _Searched, space: Space) -> Contents:
    return Contents(
        made_with=store.made_with,
        speeches=searched.speeches,
        passages=searched.passages,
        vectors=space.centred(searched.vectors, searched.languages),
        topics=[None] * len(searched.passages),
        space=space,
        themes=None,
        revisions=searched.revisions,
        repairs=searched.repairs,
        findings=searched.findings,
        copies=searched.copies,
    )


def _kept_space(store: Store) -> Space | None:
    return _kept(store, lambda files: spaces.unpack(files[SPACE]), SPACE)


def _kept_themes(store: Store) -> Themes | None:
    return _kept(store, themes_files.unpack, *themes_files.FILES)


def _kept(store: Store, unpack: Callable[[Mapping[str, bytes]], _T], *names: str) -> _T | None:
    """What was fitted last; None when nothing was. Raises CorpusError when it is damaged."""
    files = store.fitted.newest(*names)
    try:
        return None if files is None else unpack(files)
    except (ValueError, KeyError, TypeError, SafetensorError) as error:
        raise CorpusError(
            f"{' and '.join(names)} in the store cannot be read; restore it from a copy"
        ) from error
