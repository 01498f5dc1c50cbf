"""Names and tags of languages, as catalogues, parliaments and spreadsheets write them -> one tag each.

`eng`, `English`, `EN_us` and `en-GB` are `en`; `zh-CN`, `Chinese` and `中文` are Chinese in Simplified
characters, `zh_TW` and `繁體中文` in Traditional ones. Data and filters are both read by this.
"""

from functools import lru_cache

import langcodes
import langcodes.tag_parser

LONGEST_TAG = 64  # characters that are read as the name of a language; more is no name
UNKNOWN = "und"
_NONE = frozenset(("", "none", "null", "nan", "na", "n/a", "nil", "-", "?"))
_UNDETERMINED = frozenset(("und", "unknown", "undetermined", "mis", "mul", "zxx"))
# What the standard gives another tag, or none, where we have one: macrolanguages and common slips.
_OURS = {
    "cmn": "zh",
    "chi": "zh",
    "zho": "zh",
    "yue": "zh-hant",
    "jp": "ja",
    "cn": "zh",
    "kr": "ko",
    "nb": "no",
    "nn": "no",
    "tl": "fil",
    "gr": "el",
    "ua": "uk",
}
_TRADITIONAL = frozenset(("hant", "tw", "hk", "mo"))
_NAMES = """
af afrikaans
am amharic አማርኛ
ar arabic العربية عربي arabisch arabe árabe
az azerbaijani azeri azərbaycanca
be belarusian беларуская
bg bulgarian български
bn bengali bangla বাংলা
bs bosnian bosanski
ca catalan valencian català catalán
cs czech čeština česky tschechisch
cy welsh cymraeg
da danish dansk
de german deutsch allemand alemán alemão tedesco 德语 德文 ドイツ語 독일어 немецкий almanca
el greek ελληνικά griechisch
en english englisch anglais inglés inglês inglese 英语 英文 英語 영어 английский ingilizce
eo esperanto
es spanish castilian español castellano spanisch espagnol espanhol spagnolo 西班牙语 スペイン語 испанский
et estonian eesti
eu basque euskara
fa persian farsi فارسی
fi finnish suomi
fil filipino tagalog
fr french français francais französisch francés francês francese 法语 フランス語 французский
ga irish gaeilge
gl galician galego
gu gujarati ગુજરાતી
ha hausa
he hebrew עברית hebräisch
hi hindi हिन्दी हिंदी
hr croatian hrvatski
hu hungarian magyar
hy armenian հայերեն
id indonesian bahasa-indonesia indonesia
is icelandic íslenska
it italian italiano italienisch italien 意大利语 イタリア語 итальянский
ja japanese 日本語 日语 日文 japanisch japonais japonés 일본어 японский
ka georgian ქართული
kk kazakh қазақша қазақ
km khmer cambodian ខ្មែរ
kn kannada ಕನ್ನಡ
ko korean 한국어 韩语 韓語 韩文 韓国語 koreanisch coréen корейский
ky kyrgyz кыргызча
la latin
lo lao ລາວ
lt lithuanian lietuvių
lv latvian latviešu
mk macedonian македонски
ml malayalam മലയാളം
mn mongolian монгол
mr marathi मराठी
ms malay bahasa-melayu melayu
mt maltese malti
my burmese myanmar မြန်မာ
ne nepali नेपाली
nl dutch flemish nederlands
no norwegian norsk bokmål nynorsk
or odia oriya ଓଡ଼ିଆ
pa punjabi panjabi ਪੰਜਾਬੀ
pl polish polski
ps pashto پښتو
pt portuguese português portugues portugiesisch portugais portugués 葡萄牙语 ポルトガル語 португальский
ro romanian moldovan română
ru russian русский russisch russe ruso 俄语 俄文 ロシア語 러시아어 rusça
si sinhala sinhalese සිංහල
sk slovak slovenčina
sl slovene slovenian slovenščina
so somali
sq albanian shqip
sr serbian српски srpski
sv swedish svenska
sw swahili kiswahili
ta tamil தமிழ்
te telugu తెలుగు
th thai ไทย ภาษาไทย
tr turkish türkçe turkce türkisch turc
uk ukrainian українська
ur urdu اردو
uz uzbek oʻzbekcha
vi vietnamese tiếng-việt 越南语
xh xhosa
yo yoruba
zh chinese mandarin 中文 汉语 漢語 华语 普通话 chinesisch chinois chino 中国語 중국어 китайский
zh-Hans simplified-chinese chinese-simplified 简体中文 简体 simplified
zh-Hant traditional-chinese chinese-traditional 繁體中文 繁体中文 繁體 正體中文 traditional
zu zulu
"""
_BY_NAME = {name: tag for tag, *names in map(str.split, _NAMES.strip().splitlines()) for name in names}


def tag_of(text: str) -> str:
    """The tag of the language that a text names: `en`, `uk`, `zh-Hans`, `zh-Hant`.

    text: a tag or code of any standard (BCP 47, ISO 639-1, -2 and -3, with any region, in any case), or the
    English or own name of a language. Chinese without a script is `zh`, which stands for either.
    Returns `und` for what says that the language is not known (`und`, `unknown`), and "" for what names no
    language at all: nothing, `None`, `nan`, a word that is none, more than LONGEST_TAG characters.
    """
    named = text.strip()
    return "" if len(named) > LONGEST_TAG else _tag_of(named)


@lru_cache(maxsize=1024)  # asked of every passage
def _tag_of(text: str) -> str:
    said = "-".join(text.replace("_", "-").split()).lower()
    if said in _NONE:
        return ""
    if said in _UNDETERMINED:
        return UNKNOWN
    if said in _BY_NAME:
        return _BY_NAME[said]
    if len(text.split()) > 1:
        return ""
    first, *rest = said.split("-")
    said = "-".join([_OURS.get(first, first), *rest])
    return _chinese(said) if said.split("-")[0] == "zh" else _standard(said)


def _chinese(said: str) -> str:
    """zh-CN, zh-Hans-SG, zh-TW, zh: by the script, else by the region."""
    parts = frozenset(said.split("-")[1:])
    if parts & _TRADITIONAL:
        return "zh-Hant"
    return "zh-Hans" if parts & {"hans", "cn", "sg", "my"} else "zh"


def _standard(said: str) -> str:
    try:
        known = langcodes.Language.get(said)
    except (langcodes.tag_parser.LanguageTagError, ValueError):
        return ""
    language = known.language or ""
    if language == "zh":
        return "zh-Hant" if (known.script or "").lower() == "hant" else "zh"
    if not langcodes.tag_is_valid(language):
        return ""
    return _OURS.get(language, language)
