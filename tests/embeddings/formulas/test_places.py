from dataclasses import replace
from pathlib import Path

from embeddings.formulas.places import Place, show
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from embeddings.text.passages import passages_of
from tests.support.invented import data, speech


def test_a_place_is_traced_through_repairs(tmp_path: Path) -> None:
    """Pinyin in brackets and Traditional characters stand in the raw text, and the place holds them."""
    raw = "我們(men)守住港口(gǎng kǒu)常年開(kāi)放的底線。"
    given = speech("s", raw, language="zh-Hant")
    (passage,) = passages_of(given).passages
    contents = replace(data([given]), passages=[passage])
    tmp_path.mkdir(exist_ok=True)
    snapshot = Snapshot.open(tmp_path / "snapshots" / publish(tmp_path, contents))
    start = passage.normalized.index("守住")
    (shown,) = show(snapshot, [Place(0, start, passage.normalized.index("底线") + 2)])
    said = raw[shown.start : shown.end]
    assert said.startswith("守住港口")
    assert said.endswith("底線")
    assert shown.speech.id == "s"
