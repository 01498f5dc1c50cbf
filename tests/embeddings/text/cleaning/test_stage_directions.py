"""How the room reacted is no part of what was said. All texts are invented."""

import pytest

from embeddings.speech import Speech
from embeddings.text.cleaning.clean import clean, undo
from embeddings.text.passages import passages_of

SAID = "The toll will not rise before the spring, whatever the board says."


@pytest.mark.parametrize(
    "reaction",
    [
        "(Applause)",
        "(Applause.)",
        "[Laughter]",
        "(Prolonged applause and cheers.)",
        "[Interruption.]",
        "【掌声】",
        "（热烈鼓掌）",
        "（全场起立，长时间鼓掌）",
        "（拍手）",
        "（笑）",
        "(Beifall bei der CDU/CSU sowie bei Abgeordneten der SPD)",
        "(Applaudissements sur les bancs du groupe LR.)",
        "(Aplausos.)",
        "(Vivi applausi)",
        "(Oklaski)",
        "(Аплодисменты.)",
        "(AK PARTİ sıralarından alkışlar)",
        "(تصفيق)",
        "(박수)",
    ],
)
def test_reactions_of_the_room_go(reaction: str) -> None:
    """On a line of their own and within one; the ledger gives the raw text back."""
    raw = f"{SAID} {reaction} {SAID}\n{reaction}\n{SAID}"
    cleaned = clean(raw)
    assert reaction not in cleaned.text
    assert cleaned.text.count(SAID) == 3
    assert undo(cleaned.text, cleaned.repairs) == raw


@pytest.mark.parametrize(
    "kept",
    [
        "(Zuruf des Abg. Maronde: Das stimmt nicht!)",
        "(the applause that he got in Salthaven)",
        "(laughter is no answer to this)",
        "（笑星们）",
        "(Mr Pell: Hear, hear.)",
        "[see Annex 2]",
        "(a standing committee)",
        "(see the noise limits)",
    ],
)
def test_what_has_words_stays(kept: str) -> None:
    """What somebody calls out, and what is said in brackets, is no reaction."""
    assert kept in clean(f"{SAID} {kept} {SAID}").text


def test_in_a_debate_nobody_says_it() -> None:
    """It is found as an interjection, and the passage of who spoke last does not hold it."""
    pell = f"The Minister for Ports (Mr Pell): {SAID} (Applause.)"
    raw = f"{pell}\n[Interruption]\nMs Vole: I thank the minister for that."
    split = passages_of(Speech("a", raw))
    assert [(passage.speaker, passage.normalized) for passage in split.passages] == [
        ("Pell", SAID),
        ("Vole", "I thank the minister for that."),
    ]
    found = [finding.value for finding in split.findings if finding.field == "interjection"]
    assert found == ["(Applause.)", "[Interruption]"]
