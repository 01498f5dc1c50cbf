"""For a fork server to import: all that a job on a corpus loads when it is first used, loaded."""

from embeddings.speech import Speech
from embeddings.text.passages import passages_of
from embeddings.text.tokens.terms import terms

_SPLIT = passages_of(
    Speech("warm", "今年要做好防汛工作，推进堤防建设。\n\nThe harbour stays open all winter.")
)
for _passage in _SPLIT.passages:
    terms(_passage.normalized, _passage.language)
