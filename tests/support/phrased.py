"""A snapshot whose speeches share set phrases, made without a model."""

from pathlib import Path

from embeddings.ingest.formulas import find_inventory, keep_inventory, with_formulas
from embeddings.ingest.snapshot_data import project
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Speech
from embeddings.store.store import Store
from tests.support.invented import data, speech

PHRASE = "守住港口常年开放的底线"
_OPENINGS = ["春风里", "夏雨后", "秋霜前", "冬雪中", "山路上", "河岸边", "石桥旁", "灯塔下"]
_VOICES = ("林海", "陈帆", "周渡")


def speeches() -> list[Speech]:
    """Eight that say the phrase, from 2012 on, one that varies it, and two, earlier, that do not."""
    saying = [
        speech(
            f"s{i}", "各位来宾,大家好。", f"{opening}{PHRASE},{opening}再出发。", "谢谢大家。",
            date=f"{2012 + i}-05-0{i + 1}", speaker=_VOICES[i % 3], language="zh-Hans",
        )
        for i, opening in enumerate(_OPENINGS)
    ]  # fmt: skip
    varied = speech(
        "v", "我们守住港口和航道常年开放的底线。", date="2020-06-01", speaker="林海", language="zh-Hans"
    )
    texts = "学校的屋顶修好了。", "橡树林里来了新的护林人。"
    earlier = [
        speech(f"e{i}", text, date=f"{2008 + i}-01-01", speaker="林海", language="zh-Hans")
        for i, text in enumerate(texts)
    ]
    return [*earlier, *saying, varied]


def phrased(folder: Path) -> Snapshot:
    contents = data(sorted(speeches(), key=lambda one: one.id))
    folder.mkdir(exist_ok=True)
    name = publish(folder, with_formulas(contents, find_inventory(contents)))
    return Snapshot.open(folder / "snapshots" / name)


def add_formulas(folder: Path) -> str:
    """Find the formulas of the corpus in `folder`, and publish; the name of the snapshot."""
    with Store.open(folder) as store:
        contents = project(store)
        inventory = find_inventory(contents)
        keep_inventory(store, inventory)
        return publish(folder, with_formulas(contents, inventory))
