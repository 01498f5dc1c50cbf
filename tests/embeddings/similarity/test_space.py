import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.similarity.fitting import make_space
from embeddings.similarity.space import Space, Vectors, centre_key, cosines, pack, unpack
from tests.support.invented import unit_rows

LANGUAGES = ["zh-Hans", "zh-Hant", "en", "fr"]


def some_space(n: int = 120) -> tuple[Space, Vectors, list[str]]:
    vectors = unit_rows(n)
    languages = [LANGUAGES[i % len(LANGUAGES)] for i in range(n)]
    return make_space(vectors, languages, [f"speech-{i // 5}" for i in range(n)]), vectors, languages


def test_centred_rows_are_unit() -> None:
    """Taking the centre away leaves rows of length 1."""
    space, vectors, languages = some_space()
    assert np.allclose(np.linalg.norm(space.centred(vectors, languages), axis=1), 1, atol=1e-6)


def test_centring_takes_away_what_a_language_has_in_common() -> None:
    """Two languages that point different ways for the same subjects meet after centring."""
    subjects = unit_rows(200, seed=1)
    lean = {"en": unit_rows(1, seed=2)[0] * 3, "fr": unit_rows(1, seed=3)[0] * 3}
    rows = np.concatenate([subjects + lean["en"], subjects + lean["fr"]])
    vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    languages = ["en"] * 200 + ["fr"] * 200
    space = make_space(vectors, languages, [str(i % 40) for i in range(400)])
    centred = space.centred(vectors, languages)
    found = np.argmax(cosines(centred[:200], centred[200:]), axis=1)
    assert np.mean(found == np.arange(200)) > 0.95


@given(n=st.integers(1, 400))
def test_no_row_vanishes_however_alike_the_corpus(n: int) -> None:
    """A corpus of one text, however often, still has a vector that finds itself."""
    vectors = np.repeat(unit_rows(1), n, axis=0)
    space = make_space(vectors, ["en"] * n, [str(i) for i in range(n)])
    centred = space.centred(vectors[:1], ["en"])
    assert np.isclose(np.linalg.norm(centred), 1, atol=1e-5)
    assert np.isclose(float((centred @ vectors[0])[0]), 1, atol=1e-2)


def test_both_chinese_scripts_share_a_centre() -> None:
    """A question in Traditional script is the same vector as in Simplified."""
    space, vectors, _ = some_space()
    assert centre_key("zh-Hant") == centre_key("zh-Hans")
    assert np.array_equal(
        space.centred(vectors, ["zh-Hans"] * 120), space.centred(vectors, ["zh-Hant"] * 120)
    )


def test_an_unknown_language_takes_the_centre_of_the_whole_corpus() -> None:
    """A language the corpus does not hold is centred all the same."""
    space, vectors, _ = some_space()
    assert np.array_equal(space.centred(vectors, ["sw"] * 120), space.centred(vectors, ["xx"] * 120))


def test_percentile_rises_with_the_cosine_from_0_to_100() -> None:
    """A higher cosine never has a lower percentile; -1 is at 0 and 1 at 100."""
    space, _, _ = some_space()
    told = [space.percentile(cosine, "en", "fr") for cosine in np.linspace(-1, 1, 41)]
    assert told[0] == 0
    assert told[-1] == 100
    assert told == sorted(told, key=lambda value: -1.0 if value is None else value)


def test_percentile_does_not_depend_on_which_of_two_languages_asks() -> None:
    """English against French is French against English."""
    space, _, _ = some_space()
    assert space.percentile(0.1, "en", "fr") == space.percentile(0.1, "fr", "en")


def test_percentiles_of_random_pairs_are_spread_evenly() -> None:
    """Of random pairs that the null has not seen, half are below the 50th percentile, give or take."""
    space, vectors, languages = some_space(400)
    centred = space.centred(vectors, languages)
    english, french = np.flatnonzero(np.array(languages) == "en"), np.flatnonzero(np.array(languages) == "fr")
    all_pairs = cosines(centred[english], centred[french]).ravel()
    told = [space.percentile(cosine, "en", "fr") or 0.0 for cosine in all_pairs]
    assert abs(np.mean(np.array(told) < 50) - 0.5) < 0.03


def test_a_corpus_too_small_to_tell_has_no_percentile() -> None:
    """Nothing is invented for a corpus of a handful of passages."""
    space = make_space(unit_rows(5), ["en"] * 5, ["a", "b", "c", "d", "e"])
    assert space.percentile(0.9, "en", "en") is None


def test_a_space_comes_back_as_it_was_packed() -> None:
    """Packing and unpacking changes no bit, so the id stays."""
    space, vectors, languages = some_space()
    again = unpack(pack(space))
    assert again.id == space.id
    assert again.n_passages == space.n_passages
    assert np.array_equal(again.centred(vectors, languages), space.centred(vectors, languages))


@given(seed=st.integers(0, 50), n=st.integers(1, 70))
def test_cosines_are_the_same_bits_one_by_one_and_in_a_batch(seed: int, n: int) -> None:
    """The batch a row is multiplied in changes nothing."""
    rows, columns = unit_rows(n, seed=seed), unit_rows(9, seed=seed + 100)
    together = cosines(rows, columns)
    assert np.array_equal(together, np.concatenate([cosines(row[None, :], columns) for row in rows]))
    assert np.allclose(together, rows.astype(np.float64) @ columns.T.astype(np.float64), atol=1e-6)


def test_a_new_speech_of_a_language_with_few_is_not_taken_for_near() -> None:
    """Its passages all lie to one side of the centre; half of them are still below the 50th percentile."""
    draw = np.random.default_rng(4)
    rows = []
    for _ in range(60):  # of one language, in which every speech has its own direction
        own = draw.normal(size=16) * 0.5
        rows += [own + draw.normal(size=16) + 1.0 for _ in range(20)]
    vectors = np.asarray(rows, np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    speeches = np.repeat(np.arange(60), 20)
    told = []
    for first in range(0, 60, 6):  # six speeches are a corpus, the seventh is new
        known = (speeches >= first) & (speeches < first + 5)
        space = make_space(vectors[known], ["en"] * 100, speeches[known].astype(str).tolist())
        centred = space.centred(vectors, ["en"] * len(vectors))
        pairs = centred[speeches == first + 5] @ centred[known].T
        told += [space.percentile(float(cosine), "en", "en") for cosine in pairs.ravel()[::7]]
    assert np.mean(np.asarray(told, float)) == pytest.approx(50, abs=4)


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=50))
def test_single_precision_is_put_on_the_grid_as_double_is(numbers: list[float]) -> None:
    """What float32 holds is rounded in float32, to the same multiples of 2^-24."""
    row, other = np.array([numbers], np.float32), np.full((1, len(numbers)), 2.0**-24, np.float32)
    rounded = np.rint(row.astype(np.float64) * 2.0**24) / 2.0**24
    assert cosines(row, other)[0, 0] == (rounded @ other.astype(np.float64).T)[0, 0]
