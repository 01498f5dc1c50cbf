"""The measures on data whose answer is known by hand, and on the questions of the sample speeches.

Covers `embeddings.evaluation.measures`, `embeddings.evaluation.promises`,
`embeddings.evaluation.filtering`, `embeddings.evaluation.invariance`, `embeddings.evaluation.asking`,
`embeddings.evaluation.folder`, `embeddings.evaluation.retrieval`.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from embeddings.corpus import Corpus
from embeddings.encoder.encoding import Encoder
from embeddings.errors import UnusableEvaluation
from embeddings.evaluation.asking import asking
from embeddings.evaluation.filtering import Everything, filtering
from embeddings.evaluation.folder import Evaluation
from embeddings.evaluation.invariance import in_scripts, invariance
from embeddings.evaluation.measures import Measure, falls, from_json, to_json
from embeddings.evaluation.promises import edit, near_copies, percentiles, strangers, translation_rows
from embeddings.evaluation.retrieval import Labelled, retrieval
from embeddings.ingest.missing_vectors import quietly
from embeddings.speech import Passage
from scripts.tifa import main
from tests.conftest import SAMPLE, SampleCorpus
from tests.support.invented import unit_rows

MRR = Measure(0.98, 100)


def test_a_fall_by_more_than_the_margin_is_told() -> None:
    """A loss of the margin itself passes, anything more does not, in whichever way is good."""
    assert falls({"MRR": replace(MRR, value=0.975)}, {"MRR": MRR}) == []
    (fall,) = falls({"MRR": replace(MRR, value=0.974)}, {"MRR": MRR})
    assert (fall.name, fall.before, fall.now) == ("MRR", 0.98, 0.974)
    distance = Measure(0.02, 10, "lower")
    assert falls({"D": replace(distance, value=0.01)}, {"D": distance}) == []
    assert len(falls({"D": replace(distance, value=0.03)}, {"D": distance})) == 1


def test_a_measure_that_is_gone_has_fallen_and_one_without_a_margin_never_does() -> None:
    """Leaving out a file is no way to pass; a slow machine is no fault of the answers."""
    assert [fall.now for fall in falls({}, {"MRR": MRR})] == [None]
    cost = Measure(5.0, 10, "lower", margin=None)
    assert falls({"ms": replace(cost, value=50.0)}, {"ms": cost}) == []
    assert falls({}, {"ms": cost}) == []


def test_measures_come_back_as_they_were_saved(tmp_path: Path) -> None:
    """What --json printed is what --against reads; anything else is refused by name."""
    file = tmp_path / "last.json"
    measures = {"MRR": MRR, "ms": Measure(5.0, 10, "lower", margin=None)}
    file.write_text(to_json(measures, "model@1"), encoding="utf-8")
    assert from_json(file) == measures
    file.write_text('{"measures": 3}', encoding="utf-8")
    with pytest.raises(UnusableEvaluation, match=r"last\.json"):
        from_json(file)


def test_percentiles_of_unrelated_speeches_are_spread_evenly() -> None:
    """Rows drawn at random, half of them unseen: D is near zero; languages with few passages are left out."""
    languages = ["en"] * 600 + ["fr"] * 600 + ["ru"] * 50
    speeches = [f"s{row // 5}" for row in range(len(languages))]
    found = percentiles(unit_rows(len(languages), dimension=64), languages, speeches, "drawn")
    assert sorted(found) == [f"drawn percentiles {pair} KS D" for pair in ("en-en", "en-fr", "fr-fr")]
    assert all(measure.value < 0.06 and measure.n > 3000 for measure in found.values())


def test_a_question_in_three_scripts_differs_only_in_writing() -> None:
    """Readings stand behind the characters that a converter changes, and nowhere else."""
    simplified, traditional, polluted = in_scripts("推动经济发展")
    assert (simplified, traditional) == ("推动经济发展", "推動經濟發展")
    assert polluted == "推動(fā)經(jīng)濟(tǒng)發(zhuǎn)展"


def test_near_copies_are_edited_lightly_and_always_alike() -> None:
    """At most three letters change; the same passages are edited the same way each time."""
    text = "The harbour board keeps its sluices open through the winter."
    passages = [Passage("s", i, 0, 60, text, text, "en") for i in range(4)]
    copies = edit(passages)
    assert copies == edit(passages)
    folded = copies[0]
    assert len(folded) == len(text)
    assert 0 < sum(a != b for a, b in zip(folded, text, strict=True)) <= 3


def test_translations_are_taken_from_the_whole_file() -> None:
    """Evenly spaced pairs, both sides of each."""
    pairs = [{"lang_a": "zh", "a": f"a{n}", "lang_b": "en", "b": f"b{n}"} for n in range(100)]
    rows = translation_rows(pairs, 10)
    assert [row["text"] for row in rows[:4]] == ["a0", "b0", "a10", "b10"]
    assert [row["id"] for row in rows[:4]] == ["0-a", "0-b", "1-a", "1-b"]


def test_filters_are_held_against_brute_force(tiny: Encoder, corpus_folder: Path, tmp_path: Path) -> None:
    """Nothing differs; and were the speeches by other people at other times, it would be seen."""
    corpus = Corpus.open(corpus_folder, tiny)
    texts = ["winter harbour", "oak forest", "flood"]
    prepared = asking(corpus, texts, tmp_path / "kept", quietly, literal=True)
    normalized_texts = [passage.normalized for passage, _ in corpus.snapshot.placed_passages()]
    vectors = dict(zip(normalized_texts, tiny.passages(normalized_texts).vectors, strict=True))
    everything = Everything.of(corpus.snapshot, vectors)
    (found,) = filtering(prepared, texts, everything, 200, "tiny").values()
    assert (found.value, found.n) == (0, 200)
    cards = list(everything.cards.values())
    others = {
        one.id: replace(one, speaker=next_one.speaker, date=next_one.date)
        for one, next_one in zip(cards, [*cards[1:], cards[0]], strict=True)
    }
    (wrong,) = filtering(prepared, texts, replace(everything, cards=others), 200, "tiny").values()
    assert wrong.value > 0


def test_a_folder_without_labelled_files_is_refused(tiny: Encoder, tmp_path: Path) -> None:
    """And so are rows without the fields that are measured with."""
    with pytest.raises(UnusableEvaluation, match="none of the files"):
        Evaluation(tmp_path, tiny, tmp_path / "kept").measures()
    (tmp_path / "zh_retrieval.jsonl").write_text('{"query": "何处"}\n', encoding="utf-8")
    with pytest.raises(UnusableEvaluation, match="qid"):
        Evaluation(tmp_path, tiny, tmp_path / "kept").measures()


def test_texts_are_kept_by_their_content(tiny: Encoder, tmp_path: Path) -> None:
    """Two folders whose files have one name are never mixed; the same texts again are not indexed again."""
    kept, found = tmp_path / "kept", []
    for name, texts in (("a", ["堤防要查三遍。", "渡口不涨价。"]), ("b", ["村里有一名护士。"]), ("a", [])):
        labelled = tmp_path / name
        if texts:
            labelled.mkdir()
            rows: list[dict[str, object]] = [{"id": f"{name}{n}", "text": t} for n, t in enumerate(texts)]
            write_rows(labelled / "zh_retrieval_corpus.jsonl", rows)
            question: dict[str, object] = {"qid": "q", "query": texts[0], "positives": [f"{name}0"]}
            write_rows(labelled / "zh_retrieval.jsonl", [question])
        evaluation = Evaluation(labelled, tiny, kept)
        evaluation.measures()
        folder, was_there = evaluation.kept["zh_retrieval"]
        found.append((folder, was_there, len(Corpus.open(folder, tiny).snapshot.index)))
    (first, *_), (second, *_), (again, *_) = found
    assert first == again != second
    assert [(there, n) for _, there, n in found] == [(False, 2), (False, 1), (True, 2)]


@pytest.mark.model
def test_the_questions_of_the_sample_are_answered_well(sample: SampleCorpus, tmp_path: Path) -> None:
    """Our own labelled set: 23 questions in 11 languages, by both together no worse than by either alone."""
    asked = json.loads((SAMPLE / "relations.json").read_text(encoding="utf-8"))["questions"]
    questions = [Labelled(str(n), one["query"], (one["speech"],)) for n, one in enumerate(asked)]
    prepared = asking(sample.corpus, [one.text for one in questions], tmp_path / "kept", quietly)
    found = {name: measure.value for name, measure in retrieval(prepared, questions, "sample").items()}
    assert found["sample hybrid MRR@10"] >= 0.9
    assert found["sample hybrid R@10"] == 1
    assert found["sample hybrid MRR@10"] >= found["sample words MRR@10"]


@pytest.mark.model
def test_strengths_keep_their_word_on_the_sample(sample: SampleCorpus, tmp_path: Path) -> None:
    """What the speeches never speak of is not "strong", what copies them lightly is, in any script."""
    alien = ["谁发明了电话？", "How many strings has a violin?", "Quelle est la capitale de l'Australie ?"]
    copies = edit(passage for passage, _ in sample.corpus.snapshot.placed_passages())[::4]
    scripts = [version for text in ("推动经济转型和发展",) for version in in_scripts(text)]
    prepared = asking(sample.corpus, [*alien, *copies, *scripts], tmp_path / "kept", quietly, literal=True)
    assert strangers(prepared, alien, "sample")["sample strangers strong"].value == 0
    assert near_copies(prepared, copies, "sample")["sample near copies strong"].value >= 0.95
    assert invariance(prepared, scripts[:1], "sample")["sample same top 10 in three scripts"].value == 1


@pytest.mark.model
def test_the_command_measures_and_compares(default_encoder: Encoder, tmp_path: Path) -> None:
    """It prints JSON that it can be held against, and fails when a measure fell."""
    labelled, kept, last = tmp_path / "labelled", tmp_path / "kept", tmp_path / "last.json"
    labelled.mkdir()
    texts = ["春汛之前，堤防要查三遍。", "每个村都要有一名护士。", "渡口的票价三年不涨。"]
    asked = ["谁来照看村里的病人？", "坐船要多少钱？"]
    write_rows(
        labelled / "zh_retrieval_corpus.jsonl", [{"id": f"d{n}", "text": t} for n, t in enumerate(texts)]
    )
    write_rows(
        labelled / "zh_retrieval.jsonl",
        [{"qid": f"q{n}", "query": t, "positives": [f"d{n + 1}"]} for n, t in enumerate(asked)],
    )
    arguments = ["evaluate", str(labelled), "--kept", str(kept), "--json"]
    first = CliRunner().invoke(main, arguments)
    assert first.exit_code == 0, first.output
    last.write_text(first.stdout, encoding="utf-8")
    measures = from_json(last)
    assert measures["zh_retrieval meaning R@1"] == Measure(1.0, 2)
    assert CliRunner().invoke(main, [*arguments, "--against", str(last)]).exit_code == 0
    better = measures | {"zh_retrieval meaning R@1": Measure(1.1, 2)}
    last.write_text(to_json(better, "a dream"), encoding="utf-8")
    worse = CliRunner().invoke(main, [*arguments, "--against", str(last)])
    assert worse.exit_code == 1
    assert "zh_retrieval meaning R@1: 1.1 before, 1" in worse.stderr


def write_rows(file: Path, rows: list[dict[str, object]]) -> None:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
