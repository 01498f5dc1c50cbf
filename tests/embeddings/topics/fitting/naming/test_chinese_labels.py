"""Chinese labels in the script of their reader."""

from embeddings.topics.fitting.naming.chinese_labels import in_scripts


def test_a_label_is_in_one_script() -> None:
    """That of most of its passages; the other has a label of its own."""
    languages = ["zh-Hant", "zh-Hant", "zh-Hans"]
    texts = ["醫院的護士。", "護士很少。", "医院的岗位。"]
    found = in_scripts("医院 · 护士 · 岗位", languages, texts)
    assert found == {"zh": "醫院 · 護士 · 崗位", "zh-Hans": "医院 · 护士 · 岗位"}
    found = in_scripts("医院 · 护士 · 岗位", languages, texts[:1] * 1 + ["岗位。", "岗位。"])
    assert found["zh"] == "醫院 · 護士 · 崗位"


def test_most_of_its_passages_decide() -> None:
    """Simplified where those are more; as a region writes it in the Traditional one."""
    found = in_scripts("台湾 · 渔港", ["zh-Hans", "zh-Hans", "zh-Hant"], ["台湾。", "渔港。", "台灣的漁港。"])
    assert found == {"zh": "台湾 · 渔港", "zh-Hant": "台灣 · 漁港"}


def test_readers_of_the_other_script_have_a_label() -> None:
    """In the forms that are printed, also where no text writes it; none where both write alike."""
    assert in_scripts("为了医院", ["zh-Hans"], ["为了医院。"]) == {"zh": "为了医院", "zh-Hant": "為了醫院"}
    assert in_scripts("水位", ["zh-Hant", "zh-Hans"], ["水位。", "水位。"]) == {"zh": "水位"}
