"""The vectors of questions asked before: the same question costs the model nothing a second time."""

from collections import OrderedDict

from embeddings.encoder.encoding import Encoding

MOST_QUESTIONS = 4_096
LONGEST = 600  # characters; whoever asks with a whole page hardly asks twice


class QuestionCache:
    """What one model made of the questions of late: at most 20 MB. For one event loop alone."""

    def __init__(self, most: int = MOST_QUESTIONS) -> None:
        self._most = most
        self._known: OrderedDict[str, Encoding] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, text: str) -> bool:
        return text in self._known

    def get(self, text: str) -> Encoding | None:
        """What was kept of this very text; it is then the last to be forgotten."""
        found = self._known.get(text)
        if found is not None:
            self._known.move_to_end(text)
        return found

    def keep(self, text: str, encoding: Encoding) -> None:
        """Keep it, and forget the question that was asked longest ago where there are too many."""
        if len(text) > LONGEST:
            return
        # On its own: as a row of its batch it would hold the others, too.
        self._known[text] = Encoding(encoding.vectors.copy(), encoding.truncated.copy())
        self._known.move_to_end(text)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
