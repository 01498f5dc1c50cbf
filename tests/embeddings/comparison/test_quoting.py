"""Passages that quote the same few words are laid beside each other."""

from pathlib import Path

import pytest

from embeddings.comparison.alignment.units import unit_text
from embeddings.comparison.corpus_side import CorpusSide
from embeddings.comparison.quoting import quoting
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from tests.support.invented import data, speech

APART = "海岚市要拿出“坐不稳”的紧迫感、“慢不起”的危机感、“等不了”的责任感。"
LISTED = "碼頭上下要以“等不了、坐不穩、慢不起”的勁頭搶抓工期。"
OTHER = "他说“等不了”，就去修渡口的栏杆了。"


def snapshot_of(folder: Path, *texts: str) -> Snapshot:
    speeches = [speech(f"s{number}", text, language="zh-Hans") for number, text in enumerate(texts)]
    return Snapshot.open(folder / "snapshots" / publish(folder, data(speeches)))


def rows_quoting(snapshot: Snapshot, text: str) -> list[int]:
    side = CorpusSide(snapshot, with_speech=None, leave_out=())
    return quoting(side, unit_text(text, "zh-Hans", side.vocabulary))


def test_a_passage_with_the_same_short_quotations_is_found(tmp_path: Path) -> None:
    """In another order, without their marks, in the other script; one phrase alone is not enough."""
    snapshot = snapshot_of(tmp_path, APART, OTHER)
    (passage,) = snapshot.passages([0])
    assert rows_quoting(snapshot, "要以“等不了、坐不稳、慢不起”的劲头抢抓工期。") == [0]
    assert passage.text == APART


@pytest.mark.parametrize(("n_speeches", "found"), [(4, True), (5, False)])
def test_phrases_that_many_speeches_quote_together_are_from_nobody(
    tmp_path: Path, n_speeches: int, found: bool
) -> None:
    """They are set phrases."""
    texts = [f"第{number}码头：{APART}" for number in range(n_speeches)]
    assert bool(rows_quoting(snapshot_of(tmp_path, *texts), LISTED)) == found
