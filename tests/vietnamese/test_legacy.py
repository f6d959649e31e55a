"""Vietnamese of old fonts is recognised and read; other languages, code and Unicode never are."""

import pytest
import yaml

from tests.shared import ROOT
from tests.vietnamese.legacy_text import encoded
from vietnamese import Encoding, decode, encoding_of_font, find_legacy

VOWELS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
OLD = [Encoding.tcvn3, Encoding.vni]
TITLES = ("Đề xuất mở thư viện buổi tối", "Nguyễn Văn Mẫu", "Trường Đại học Mẫu", "Phạm vi điều chỉnh")
# Ordinary text of other languages, and what looks odd without being an old font.
OTHERS = """\
Où est passé l'été à Noël ? Les élèves haïssaient le maïs, la naïveté et l'aïeul ; c'était déjà là-bas, hélas.
Ça coûte 5 €, voilà « la réponse » du maître d'hôtel âgé, forcément très sûr de lui, où qu'il soit né.
Größe, Maß und Fuß: Häuser für Mäuse, äußerst schön geträumt, über Öl, Bäume, Köln und Straßenbahnen. § 5 Abs. 2.
Það er æskilegt að lækna sæti; þessi maður fór út og sá ísinn, köttinn og björninn. Ég á tvö börn, æ, ó og ö.
El niño soñó mañana con un ñandú; ¿qué año? ¡Olé! La señora pidió jamón, café y pingüinos en León.
A população não vê a situação: ações, limões, avó, avô, três, é, à, às vezes, ãs e õs. NÃO É ASSIM, IRMÃ.
Příliš žluťoučký kůň úpěl ďábelské ódy; łódź, żółw, gęś; árvíztűrő tükörfúrógép; Öğretmen çalışıyor.
Smörgåsbord på Åland: räksmörgås, älg, ö, å, köttbullar. Blåbærsyltetøy på brød, øl, æbler og ærter.
5µm ± 3%, 10 m², 30 °C, ½ cup, © 2026 Mẫu ®, №7, a×b÷c, «trích», ¥100, £5, §3, ¶4, ¬p, ¦, ¨, ¸, naïve café.
def f(x: int) -> str: return f"{x:>5}"  # ascii; s = "\\u00e9"; re.sub(r"[^\\w]+", "·", é)
Điều 1. Phạm vi điều chỉnh. Hoà, toán, khoá, quân, luý, uỷ, thuở, quê, oà, oé, toà, hoả, loã, hoạ; ngoằn ngoèo.
Ông Müller và bà François ở Zürich góp ý về “Città di Forlì”; anh José; cô Zoë; ý kiến của Søren Kierkegaard.
ÔNG VÀ BÀ, CÁC ĐỒNG CHÍ: QUYẾT ĐỊNH SỐ 45/QĐ-UBND NGÀY 01/7/2026; hợp đồng €uro, ½, ¾ ki-lô-mét.
"""


def lines_of_the_programme() -> list[str]:
    tasks = yaml.safe_load((ROOT / "forum/programme/builtin/tasks.yaml").read_text(encoding="utf-8"))
    found: list[str] = []

    def gather(value: object) -> None:
        if isinstance(value, str) and not value.isascii() and len(value.split()) >= 4:
            found.append(value)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            gather(inner)

    gather(tasks)
    return found


@pytest.mark.parametrize("encoding", OLD)
@pytest.mark.parametrize("letter", VOWELS + "ĂÂĐÊÔƠƯ")
def test_each_letter_is_read(letter: str, encoding: Encoding) -> None:
    assert decode(encoded(letter, encoding), encoding) == letter


@pytest.mark.parametrize("encoding", OLD)
def test_a_text_is_read_sign_by_sign(encoding: Encoding) -> None:
    for line in lines_of_the_programme():
        assert decode(encoded(line.lower(), encoding), encoding) == line.lower()


@pytest.mark.parametrize("line", OTHERS.splitlines())
def test_other_languages_code_and_unicode_are_none(line: str) -> None:
    assert find_legacy(line) is None
    assert all(find_legacy(word) is None for word in line.split())


def test_no_line_of_the_programme_is_taken_for_another_encoding() -> None:
    lines = lines_of_the_programme()
    assert len(lines) > 100
    assert [line for line in lines if find_legacy(line)] == []


@pytest.mark.parametrize("encoding", [*OLD, Encoding.misread])
def test_every_line_of_the_programme_in_an_old_encoding_is_found(encoding: Encoding) -> None:
    lines = [encoded(line, encoding) for line in lines_of_the_programme()]
    missed = [
        line for line in lines if (found := find_legacy(line)) is None or found.encoding is not encoding
    ]
    assert len(missed) <= len(lines) // 100, missed[:5]


@pytest.mark.parametrize("encoding", [*OLD, Encoding.misread])
@pytest.mark.parametrize("title", TITLES)
def test_a_title_of_a_few_words_is_enough_and_one_line_among_others(title: str, encoding: Encoding) -> None:
    for text in (encoded(title, encoding), f"Kính gửi ông Mẫu,\n{encoded(title, encoding)}\nTrân trọng."):
        found = find_legacy(text)
        assert found is not None, text
        assert found.encoding is encoding


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("viÖn", "viện"), ("§iÒu", "Điều"), ("®Þnh", "định"), ("®æi", "đổi"), ("®ang", "đang"), ("thÊy", "thấy"),
        ("ngµnh", "ngành"), ("v¨n", "văn"), ("nöôùc", "nước"), ("ñeà", "đề"), ("ngöôøi", "người"), ("thöïc", "thực"),
    ],
)  # fmt: skip
def test_one_word_of_an_old_document_is_found_in_a_text_of_unicode(word: str, meant: str) -> None:
    for text in (
        f"Đề nghị mở {word} vào buổi tối, kính mong xem xét",
        word,
        f"“{word}”",
        f"Một dòng\n{word},",
    ):
        found = find_legacy(text)
        assert found is not None, text
        assert (found.passage, found.meant) == (word, meant)


@pytest.mark.parametrize(
    "text",
    [
        "Microsoft®, iPhone® và Coca-Cola®", "m² và m×n, CO₂, 5×3, a·b, m·n, x÷y", "§ 5, §5, §a, § 242 BGB", "5µg",
        "café Noël Moët Loïc Köln niño Señor Ångström Zoë Chloë", "hôtel, côté, dépôt, bientôt, Rhône, Citroën, Saïgon",
        "São Paulo, Curaçao, Ñandú, ñoño, Größe, Tönnies, Löwenbräu", "Björk Guðmundsdóttir, Dvořák, Škoda, Łódź",
        "Ô tô điện, ôn đới, thôn Tô Hiệu", "Đà Lạt–Dalat; Hué; Viện KHXH&NV", "5*10*20, 1ª, 2º, ½, ¾, 30°C, £5",
    ],
)  # fmt: skip
def test_no_name_formula_or_foreign_word_alone_is_an_old_font(text: str) -> None:
    assert find_legacy(f"Đề nghị xem xét {text} trong năm nay") is None
    assert all(find_legacy(word) is None for word in text.split())


def test_words_that_are_lost_are_said_to_be() -> None:
    found = find_legacy("Ph\ufffdm vi \ufffdi\ufffdu ch\ufffdnh")
    assert found is not None
    assert found.encoding is Encoding.lost


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", Encoding.tcvn3), (".VNARIALH", Encoding.tcvn3), ("VNI-Times", Encoding.vni),
        ("VNI Helve", Encoding.vni), ("Times New Roman", None), ("Vni", None), ("", None),
    ],
)  # fmt: skip
def test_fonts_say_their_encoding(font: str, encoding: Encoding | None) -> None:
    assert encoding_of_font(font) is encoding
