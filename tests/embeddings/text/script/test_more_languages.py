"""Languages beside the usual ones: known by their letters and words, or `und`, never another. Invented."""

from pathlib import Path

import pytest

from embeddings.speech import Speech
from embeddings.text.passages import passages_of
from embeddings.text.script.language import language_of

SENTENCES = {
    "nl": "De haven is dit jaar erg druk en wij zullen hem volgend jaar nog drukker maken.",
    "pl": "Port jest w tym roku bardzo ruchliwy, ponieważ rybacy o to prosili.",
    "cs": "Přístav je letos velmi rušný a příští rok bude ještě rušnější.",
    "hu": "A kikötő idén nagyon forgalmas, és jövőre még forgalmasabb lesz.",
    "ro": "Portul este foarte aglomerat anul acesta și va fi și mai aglomerat anul viitor.",
    "sv": "Hamnen är mycket livlig i år och den kommer att bli ännu livligare nästa år.",
    "fi": "Satama on tänä vuonna hyvin vilkas, ja ensi vuonna se on vielä vilkkaampi.",
    "hr": "Luka je ove godine vrlo prometna, a sljedeće godine bit će još prometnija jer su ribari to"
    " tražili.",
    "et": "Sadam on sel aastal väga tihe ja järgmisel aastal on see veelgi tihedam.",
    "lv": "Osta šogad ir ļoti noslogota, un nākamgad tā būs vēl noslogotāka.",
    "lt": "Uostas šiais metais labai judrus, o kitais metais bus dar judresnis.",
    "sw": "Bandari ina shughuli nyingi mwaka huu, kwa sababu wavuvi waliomba hivyo.",
    "fil": "Ang daungan ay napakaabala ngayong taon dahil hiniling ito ng mga mangingisda.",
    "sq": "Porti është shumë i ngarkuar këtë vit dhe do të jetë edhe më i ngarkuar vitin e ardhshëm.",
    "uk": "Гавань цього року дуже жвава, і ми зробимо її ще жвавішою.",
    "be": "Порт сёлета вельмі ажыўлены, а ў наступным годзе будзе яшчэ больш ажыўлены.",
    "bg": "Пристанището е много натоварено тази година и ще бъде още по-натоварено догодина.",
    "sr": "Лука је ове године веома прометна, а следеће године биће још прометнија јер су рибари то тражили.",
    "kk": "Порт биыл өте қарбалас, ал келесі жылы одан да қарбалас болады.",
    "fa": "بندر امسال بسیار شلوغ است و سال آینده شلوغ‌تر خواهد شد.",
    "ur": "بندرگاہ اس سال بہت مصروف ہے اور اگلے سال یہ اور بھی مصروف ہوگی۔",
    "he": "הנמל עמוס מאוד השנה, והוא יהיה עמוס עוד יותר בשנה הבאה.",
    "el": "Το λιμάνι είναι πολύ πολυσύχναστο φέτος.",
    "hi": "बंदरगाह इस वर्ष बहुत व्यस्त है और अगले वर्ष और भी व्यस्त होगा।",
    "bn": "বন্দরটি এই বছর খুব ব্যস্ত।",
    "ta": "துறைமுகம் இந்த ஆண்டு மிகவும் பரபரப்பாக உள்ளது.",
    "th": "ท่าเรือปีนี้คึกคักมาก",
    "ka": "პორტი წელს ძალიან დატვირთულია",
    "hy": "Նավահանգիստը այս տարի շատ ծանրաբեռնված է",
    "am": "ወደቡ በዚህ ዓመት በጣም ሥራ ይበዛበታል",
    "km": "កំពង់ផែមានភាពមមាញឹកណាស់នៅឆ្នាំនេះ",
    "my": "ဆိပ်ကမ်းသည် ယခုနှစ်တွင် အလွန်အလုပ်များသည်။",
}


@pytest.mark.parametrize(("language", "text"), SENTENCES.items())
def test_a_sentence_of_another_language_is_known(language: str, text: str) -> None:
    """No sentence is taken for one of a language with more speeches."""
    assert language_of(text) == language


@pytest.mark.parametrize("language", ["uk", "id", "vi", "ca", "hi", "th"])
def test_the_languages_of_real_speeches_are_known(language: str, cases: Path) -> None:
    """Every passage of a short speech is of its language."""
    raw = (cases / "documents" / "07-languages-not-known" / f"{language}.txt").read_text(encoding="utf-8")
    assert {passage.language for passage in passages_of(Speech("a", raw)).passages} == {language}


def test_short_lines_take_the_language_of_their_speech(cases: Path) -> None:
    """Names and figures are of the language of the speech that they stand in."""
    raw = (cases / "documents" / "06-language-of-short-lines" / "shares.txt").read_text(encoding="utf-8")
    assert {passage.language for passage in passages_of(Speech("a", raw)).passages} == {"en"}


@pytest.mark.parametrize("declared", ["nl", "ms", "bs", "no", "gl"])
def test_a_close_language_that_was_declared_stands(declared: str) -> None:
    """What the words cannot tell from another language is what it was said to be."""
    text = {
        "ms": "Pelabuhan itu sangat sibuk pada tahun ini dan akan menjadi lebih sibuk pada tahun hadapan.",
        "bs": SENTENCES["hr"],
        "no": "Havnen er veldig travel i år, og den blir enda travlere neste år, fordi fiskerne har"
        " bedt om det.",
        "gl": "O porto está moi concorrido este ano e estarao aínda máis o ano que vén, porque así o"
        " pediron.",
        "nl": SENTENCES["nl"],
    }[declared]
    assert language_of(text, expected=declared) == declared
