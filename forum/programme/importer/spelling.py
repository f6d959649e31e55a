"""The structure of Vietnamese syllables: onset, rhyme and tone as the orthography allows them."""

import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0309\u0303\u0301\u0323"
_CLOSED_TONES = "\u0301\u0323"  # only sắc and nặng are written before a final stop
_BEGINNINGS = (
    *(
        "",
        "b",
        "ch",
        "d",
        "đ",
        "g",
        "gi",
        "h",
        "kh",
        "l",
        "m",
        "n",
        "nh",
        "p",
        "ph",
        "qu",
        "r",
        "s",
        "t",
        "th",
        "tr",
    ),
    *("v", "x", "c", "k", "gh", "ng", "ngh"),
)
_BEFORE_E_I = frozenset({"k", "gh", "ngh"})
_NOT_BEFORE_E_I = frozenset({"c", "ng"})
_OPEN = (
    "a e ê i o ô ơ u ư y ia ua ưa oa oe uê uy uơ uya ai ay ao au âu ây eo êu iu oi ôi ơi ui ưi ưu oai oay oao oeo "
    "uây uôi ươi ươu iêu yêu uyu"
)
_NASAL = (
    "am ăm âm em êm im om ôm ơm um ưm iêm yêm uôm ươm oam oăm oem an ăn ân en ên in on ôn ơn un ưn iên yên uôn ươn "
    "oan oăn uân oen uên uyên uyn anh ênh inh oanh uênh uynh ynh ang ăng âng eng êng ong ông ung ưng iêng yêng uông "
    "ương oang oăng uâng oong ôông"
)
_STOPPED = (
    "ap ăp âp ep êp ip op ôp ơp up iêp ươp oap at ăt ât et êt it ot ôt ơt ut ưt iêt yêt uôt ươt oat oăt uât oet uêt "
    "uyêt uyt yt ac ăc âc ec oc ôc uc ưc iêc uôc ươc oac oăc ooc ôôc ach êch ich oach uêch uych ych"
)
_RHYMES = frozenset(rhyme for rhymes in (_OPEN, _NASAL, _STOPPED) for rhyme in rhymes.split())


@lru_cache(maxsize=30_000)
def is_written_in_vietnamese(word: str) -> bool:
    """Whether the word has a tone or a letter beyond the Latin alphabet's own."""
    letters, tones = _separated(word)
    return tones != "" or any(letter in "ăâđêôơư" for letter in letters)


@lru_cache(maxsize=30_000)
def is_syllable(word: str) -> bool:
    """`word` is in lower case. Also True for possible syllables that no word uses: their spelling is right."""
    letters, tones = _separated(word)
    if len(tones) > 1:
        return False
    return any(
        _is_rhyme(letters[len(beginning) :], tones)
        for beginning in _BEGINNINGS
        if letters.startswith(beginning) and _fits(beginning, letters[len(beginning) :])
    )


def _fits(beginning: str, rest: str) -> bool:
    """c, ng are written before a, o, u and the like; k, gh, ngh before e, ê, i, y."""
    if beginning in _BEFORE_E_I:
        return rest[:1] in "eêiy"
    return beginning not in _NOT_BEFORE_E_I or rest[:1] not in "eêiy"


def _is_rhyme(rest: str, tones: str) -> bool:
    if rest not in _RHYMES:
        return False
    return not rest.endswith(("c", "ch", "p", "t")) or (tones != "" and tones in _CLOSED_TONES)


def _separated(word: str) -> tuple[str, str]:
    """The letters without tones, and the tones."""
    decomposed = unicodedata.normalize("NFD", word)
    letters = "".join(letter for letter in decomposed if letter not in _TONES)
    return unicodedata.normalize("NFC", letters), "".join(each for each in decomposed if each in _TONES)
