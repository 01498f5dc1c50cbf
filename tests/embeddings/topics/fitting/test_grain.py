"""How fine topics are."""

import numpy as np

from embeddings.topics.fitting.grain import (
    WITHOUT_PEAK,
    TriedGrain,
    peaks,
    resolution_for,
    resolution_of,
)


def tried(*scores: tuple[float, float, int]) -> list[TriedGrain]:
    """Of each a resolution, its silhouette and how many communities it has."""
    return [
        TriedGrain(resolution, silhouette, [np.arange(n), np.arange(n)])
        for resolution, silhouette, n in scores
    ]


def at(*scores: tuple[float, float, int]) -> list[float]:
    return [one.resolution for one in peaks(tried(*scores))]


def test_a_peak_is_higher_than_what_is_coarser_and_finer() -> None:
    """And as high as any."""
    assert at((0.5, 0.04, 3), (0.7, 0.06, 5), (1, 0.09, 9), (1.4, 0.07, 14)) == [1]


def test_what_rises_to_the_end_or_peaks_lower_is_no_peak() -> None:
    """Nor is what is highest where there is next to one community."""
    assert at((0.5, 0.04, 3), (0.7, 0.06, 5), (1, 0.09, 9), (1.4, 0.1, 14)) == []
    assert at((0.5, 0.04, 3), (0.7, 0.06, 5), (1, 0.05, 9), (1.4, 0.1, 14)) == []
    assert at((0.5, 0.2, 1), (0.7, 0.1, 1), (1, 0.1, 1), (1.4, 0.1, 1)) == []


def test_a_plateau_of_the_same_topics_is_one_peak() -> None:
    """Resolutions that give as many topics are not held against each other; the finest comes first."""
    assert at((0.5, 0.08, 5), (0.7, 0.09, 6), (1, 0.0899, 6), (1.4, 0.05, 9)) == [1, 0.7]


def test_of_several_peaks_the_finest_comes_first() -> None:
    """The first on which runs agree is the grain."""
    assert at((0.5, 0.05, 5), (0.7, 0.09, 6), (1, 0.05, 8), (1.4, 0.0899, 9), (2, 0.05, 12)) == [1.4, 0.7]


def test_runs_that_find_the_same_agree_and_others_do_not() -> None:
    """Whatever numbers the communities have."""
    same = TriedGrain(1.0, 0.1, [np.array([0, 0, 1, 1, 2, 2]), np.array([2, 2, 0, 0, 1, 1])])
    other = TriedGrain(1.0, 0.1, [np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 0, 1, 0, 1])])
    assert same.agreement() == 1.0
    assert other.agreement() < 0.2


def test_a_peak_that_every_run_finds_elsewhere_is_none() -> None:
    """A mixed corpus falls into halves, but into others each time."""
    halves = [np.arange(600) // 100, np.arange(600) % 6]
    found_again = [np.arange(600) // 100, np.arange(600)[::-1] // 100]
    ends = tried((0.5, 0.03, 4), (1.4, 0.02, 20))
    assert resolution_of([ends[0], TriedGrain(0.7, 0.06, halves), ends[1]]) == WITHOUT_PEAK
    assert resolution_of([ends[0], TriedGrain(0.7, 0.06, found_again), ends[1]]) == 0.7


def test_so_many_topics_as_wished() -> None:
    """The resolution is found by halving."""
    found = resolution_for(17, lambda resolution: round(10 * resolution))
    assert round(10 * found) == 17
