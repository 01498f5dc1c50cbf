"""Labels of speakers, and what only looks like them. All names are invented.

Covers `embeddings.text.turns.han_labels`, `embeddings.text.turns.titles`, `embeddings.text.turns.shown`.
"""

import pytest

from embeddings.text.turns.labels import label_of
from embeddings.text.turns.shown import tidy


@pytest.mark.parametrize(
    ("line", "voice", "office"),
    [
        ("Hon. Okello: Mr. Speaker, Sir", "Okello", ""),
        ("The Minister for Ports (Hon. Tamrin): Sir", "Tamrin", "The Minister for Ports"),
        ("The Minister for Trade, Industry and Ports: Sir", "The Minister for Trade, Industry and Ports", ""),
        ("Mr. MARONDE. Mr. Speaker, I rise", "Maronde", ""),
        ("Mr. Tamrin. - I beg to move", "Tamrin", ""),
        ("Mr Pell (Skarholm): Nobody", "Pell", "Skarholm"),
        ("MARIA OKELLO. Governor, you said", "Maria Okello", ""),
        ("MR LEUNG KA-MING (in Cantonese): President", "Leung Ka-Ming", ""),
        ("Präsident Dr. Klaus Weber: Das Wort", "Klaus Weber", "Präsident"),
        ("Anna Weber (CDU/CSU): Herr Präsident", "Anna Weber", "CDU/CSU"),
        ("M. Dumas, rapporteur. Nous avons", "Dumas", "rapporteur"),
        ("Mme la ministre. Je vous remercie", "Mme la ministre", ""),
        ("La señora GARCÍA LÓPEZ: Gracias", "García López", ""),
        ("O SR. PRESIDENTE (João Silva. PT - SP) - Declaro", "João Silva", "O SR. PRESIDENTE"),
        ("El president (Joan Puig)", "Joan Puig", "El president"),
        ("ROSSI (PD). Signor", "Rossi", "PD"),
        ("De heer Jansen (VVD): Voorzitter", "Jansen", "VVD"),
        ("AHMET YILMAZ (Ankara) – Sayın", "Ahmet Yilmaz", "Ankara"),
        ("Poseł Jan Kowalski: Panie", "Jan Kowalski", ""),
        ("Депутат Иванов: Спасибо", "Иванов", ""),
        ("Sdr. Budi Santoso: Terima kasih", "Budi Santoso", ""),
        ('היו"ר דוד כהן: תודה', 'היו"ר דוד כהן', ""),
        ("陳委員小玉：（10時12分）主席", "陳小玉", "委員"),
        ("王明德議員：多謝", "王明德", "議員"),
        ("建设局局长（李四）：好的", "李四", "建设局局长"),
        ("主席：現在開會", "主席", ""),
        ("记者：请问", "记者", ""),
        ("○議長（山田太郎君）　これより", "山田太郎", "議長"),
        ("○山田花子君　お答え", "山田花子", "君"),
        ("○의장 김하나  의석을", "김하나", "의장"),
        ("**Marie :** Bonjour", "Marie", ""),
        ("Q. Will the toll rise?", "Q", ""),
        ("The Temporary Speaker (Hon. Ida Brook): Order", "Ida Brook", "The Temporary Speaker"),
        ("The Deputy Speaker: Order", "The Deputy Speaker", ""),
        ("Okello MP: I thank the board", "Okello", "MP"),
        ("Weber, AfD: Herr Präsident", "Weber", "AfD"),
        ("Vereador Silva: Obrigado", "Silva", ""),
        ("Député Lefort : Merci", "Lefort", ""),
        ("Mme la présidente Dubois. La parole", "Dubois", "la présidente"),
        ("A SRA. MINISTRA PIRES - Declaro", "Pires", "MINISTRA"),
        ("El president de la Cambra (Joan Puig)", "Joan Puig", "El president de la Cambra"),
        ("The Leader of Majority Party (Hon. Tamrin): Sir", "Tamrin", "The Leader of Majority Party"),
        ("【陳小玉】：多謝主席", "陳小玉", ""),
        ("陳小玉委員發言：多謝主席", "陳小玉", "委員"),
        ("【山田太郎委員】　お答え", "山田太郎", "委員"),
        ("山田太郎議員：お答えいたします", "山田太郎", "議員"),
    ],
)
def test_labels_of_many_parliaments(line: str, voice: str, office: str) -> None:
    """The name without its titles; the office, the party or the place beside it."""
    label = label_of(line)
    assert label is not None
    assert (label.voice, label.office if label.name else "") == (voice, office)


@pytest.mark.parametrize(
    "line",
    [
        "Promise 1: The quay is open",
        "Monsieur le président : je vous remercie",
        "Srs. Deputados: a ponte está pronta",
        "Mdm Speaker, let me conclude. The toll ends tonight",
        "FY94. The fares of the ferries",
        "各位議員：港はすべて開かれました",
        "Note: this",
        "Mr Speaker, the plan works for the ferries by ensuring that:",
        "Señor Presidente de la Asamblea General, distinguidos representantes:",
        "Mr President, Excellencies, Ladies and Gentlemen,",
        "The Mayor of Torvik has three tasks: to build",
        "As the Secretary-General said: we must",
        "提案人：陳小玉",
        "时间：2031年6月4日",
        "各位代表：",
        "毛主席说过：要办好",
        "https://example.org/a",
        "Thank you. We go on.",
        "Dear friends: we meet again",
    ],
)
def test_what_is_no_label(line: str) -> None:
    """Salutations, fields, headings and sentences."""
    assert label_of(line) is None


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("THE MINISTER OF BASIC EDUCATION", "The Minister of Basic Education"),
        ("MARIA DE LA CRUZ", "Maria de la Cruz"),
        ("McINNES", "McINNES"),
        ("E. OKELLO", "E. Okello"),
    ],
)
def test_capitals_are_shown_as_names_are_written(said: str, shown: str) -> None:
    assert tidy(said) == shown
