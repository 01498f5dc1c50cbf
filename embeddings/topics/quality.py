"""How good topics are, each measure with the sentence that says what it tells."""

from collections.abc import Sequence

from embeddings.topics.model import Topic

MEANINGS = {
    "coherence": "How often a topic's words stand in the same passages (NPMI): 0 is chance, 1 always.",
    "diversity": "The share of topic words that only one topic has: 1 means that no two topics share a word.",
    "agreement": "How often independent runs put the same passages together: below 0.6 a topic is unstable.",
    "unassigned": "The share of passages that no topic is near enough to.",
    "language_entropy": "How mixed a topic's languages are, in bits: 0 is one, 1 is two in equal parts.",
    "subjects": "The share of passages in topics that are subjects, not boilerplate or the like.",
}


def measures(topics: Sequence[Topic], unassigned: float) -> dict[str, float]:
    """By name, as in MEANINGS; and `coherence xx` for each language xx. Means are weighed by passages."""
    found = {
        "diversity": _diversity(topics),
        "agreement": _mean([(topic.agreement, topic.n_passages) for topic in topics]),
        "unassigned": unassigned,
        "language_entropy": _mean([(topic.entropy, topic.n_passages) for topic in topics]),
        "subjects": _mean([(float(topic.kind == "subject"), topic.n_passages) for topic in topics]),
    }
    languages = sorted({language for topic in topics for language in topic.coherence})
    by_language = {
        language: [
            (topic.coherence[language], topic.n_passages) for topic in topics if language in topic.coherence
        ]
        for language in languages
    }
    found |= {f"coherence {language}": _mean(pairs) for language, pairs in by_language.items()}
    found["coherence"] = _mean([pair for pairs in by_language.values() for pair in pairs])
    return {name: round(value, 4) for name, value in found.items()}


def _diversity(topics: Sequence[Topic]) -> float:
    words = [word for topic in topics for own in topic.words_by_language.values() for word in own]
    return sum(words.count(word) == 1 for word in words) / len(words) if words else 1.0


def _mean(pairs: Sequence[tuple[float, int]]) -> float:
    total = sum(weight for _, weight in pairs)
    return sum(value * weight for value, weight in pairs) / total if total else 0.0
