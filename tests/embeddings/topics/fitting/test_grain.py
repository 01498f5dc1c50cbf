"""How fine topics are."""

from embeddings.topics.fitting.grain import WITHOUT_PEAK, TriedGrain, peak, resolution_for


def tried(*scores: tuple[float, float, float]) -> list[TriedGrain]:
    return [TriedGrain(*one) for one in scores]


def test_the_peak_is_the_grain() -> None:
    """Higher than what is coarser and finer, and as high as any."""
    assert peak(tried((0.5, 0.04, 3), (0.7, 0.06, 5), (1, 0.09, 9), (1.4, 0.07, 14))) == 1


def test_what_rises_to_the_end_or_peaks_lower_is_no_peak() -> None:
    """A large mixed corpus has the grain that readers found good."""
    assert peak(tried((0.5, 0.04, 3), (0.7, 0.06, 5), (1, 0.09, 9), (1.4, 0.1, 14))) == WITHOUT_PEAK
    assert peak(tried((0.5, 0.04, 3), (0.7, 0.06, 5), (1, 0.05, 9), (1.4, 0.1, 14))) == WITHOUT_PEAK
    assert peak(tried((0.5, 0.2, 1), (0.7, 0.1, 1), (1, 0.1, 1), (1.4, 0.1, 1))) == WITHOUT_PEAK


def test_a_plateau_of_the_same_topics_is_one_peak() -> None:
    """Resolutions that give as many topics are not held against each other."""
    assert peak(tried((0.5, 0.08, 5), (0.7, 0.09, 6), (1, 0.0899, 6), (1.4, 0.05, 9))) == 1


def test_so_many_topics_as_wished() -> None:
    """The resolution is found by halving."""
    found = resolution_for(17, lambda resolution: round(10 * resolution))
    assert round(10 * found) == 17
