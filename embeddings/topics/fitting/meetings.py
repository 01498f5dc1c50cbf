"""How near topics are to the business of meetings: who presides, what is on the agenda, what is adjourned.

Minutes and news name those who met, and go together for it, whatever was spoken of. A model of meaning that
has read the passages reads a few set phrases of such business too; a topic whose centre is near to them is
about meetings, in whatever language. The phrases are English and Chinese, so that neither language's way
with words stands for the matter.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from embeddings.similarity.space import Vectors, cosines
from embeddings.topics.fitting.naming.meanings import MeaningOf
from embeddings.topics.fitting.naming.names import centre_of
from embeddings.topics.neighbours import Numbers

_ByLanguage = Mapping[str, Sequence[str]]

_MEETINGS: _ByLanguage = {
    "en": ("chairman of the meeting", "agenda of the sitting", "plenary meeting", "minutes of the meeting"),
    "zh": ("主持会议", "会议议程", "会议听取汇报", "全体会议"),
}
_SITTINGS: _ByLanguage = {
    "en": (
        "chaired the meeting",
        "agenda of the sitting",
        "order of business",
        "the motion was passed",
        "the House adjourned",
    ),
    "zh": ("主持会议", "会议审议", "会议议程", "表决通过议案", "会议听取报告"),
}


def nearness_to_meetings(centres: Vectors, meaning_of: MeaningOf) -> Numbers:
    """The cosine of each topic with what is said of meetings or of sittings, the nearer: (n_topics,).

    centres: unit rows (n_topics, dim), in the space of the words.
    """
    middles = [_middle(phrases, meaning_of) for phrases in (_MEETINGS, _SITTINGS)]
    nearest: Numbers = cosines(centres, np.stack(middles)).max(axis=1).astype(np.float32)
    return nearest


def _middle(phrases: _ByLanguage, meaning_of: MeaningOf) -> Vectors:
    return centre_of(np.concatenate([meaning_of(said, language) for language, said in phrases.items()]))
