"""Page, styles and properties of DOCX files; each component has a named style, since offices edit the
files."""

from datetime import datetime

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.font import CT_RPr
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from forum.paperwork.description import OfficialPaper
from forum.paperwork.layout_rules import Component, Layout
from forum.paperwork.printable import one_line
from forum.paperwork.writing.wording import DRAFT_NOTICE, paper_title

# Style ids are ASCII so that table XML can name them; the names are what the office sees in Word.
STYLES = {
    "nation": ("HKQuocHieu", "Quốc hiệu"),
    "motto": ("HKTieuNgu", "Tiêu ngữ"),
    "superior": ("HKCoQuanChuQuan", "Cơ quan chủ quản"),
    "issuer": ("HKCoQuanBanHanh", "Cơ quan ban hành"),
    "number": ("HKSoKyHieu", "Số, ký hiệu"),
    "letter_subject": ("HKTrichYeuCongVan", "Trích yếu công văn"),
    "place_date": ("HKDiaDanhNgay", "Địa danh, ngày tháng"),
    "cell": ("HKOBang", "Ô bảng"),
    "cell_head": ("HKDauBang", "Đầu bảng"),
    "authority": ("HKChucVu", "Chức vụ người ký"),
    "signer": ("HKNguoiKy", "Họ tên người ký"),
    "recipients_word": ("HKNoiNhan", "Nơi nhận"),
    "recipients": ("HKDanhSachNhan", "Danh sách nơi nhận"),
    "addressee": ("HKKinhGui", "Kính gửi"),
    "rule": ("HKKeNgang", "Kẻ ngang"),
}
_CENTRED = (
    "nation",
    "motto",
    "superior",
    "issuer",
    "number",
    "letter_subject",
    "place_date",
    "cell_head",
    "authority",
    "signer",
)
HEADING_LEVELS = (1, 2, 3)


def prepare(document: Document, paper: OfficialPaper, rules: Layout, made_at: datetime) -> None:
    """Set page, styles and properties of a new document."""
    _set_defaults(document, rules)
    _set_page(document.sections[0], rules, landscape=paper.landscape)
    _set_builtin_styles(document, rules)
    _add_styles(document, rules)
    _set_page_number(document.sections[0], rules)
    _set_properties(document, paper, made_at)
    _drop_thumbnail(document)


def style_name(component: str) -> str:
    return STYLES[component][1]


def _set_defaults(document: Document, rules: Layout) -> None:
    """Set the default language (for the spelling checker) to Vietnamese, and the default face."""
    properties = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _set_face(properties, rules.font)
    language = properties.find(qn("w:lang"))
    for kind in ("val", "eastAsia"):
        language.set(qn(f"w:{kind}"), "vi-VN")
    for theme in document.settings.element.findall(qn("w:themeFontLang")):
        theme.attrib.clear()
        theme.set(qn("w:val"), "vi-VN")


def _set_page(section: Section, rules: Layout, *, landscape: bool) -> None:
    width, height = Mm(rules.width_mm), Mm(rules.height_mm)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (height, width) if landscape else (width, height)
    section.top_margin, section.bottom_margin = Mm(rules.top_mm), Mm(rules.bottom_mm)
    section.left_margin, section.right_margin = Mm(rules.left_mm), Mm(rules.right_mm)
    section.header_distance = section.footer_distance = Mm(rules.top_mm / 2)


def _set_builtin_styles(document: Document, rules: Layout) -> None:
    styles = document.styles
    body = styles["Normal"]
    _set_component(body, rules.components["body"], rules)
    _set_paragraphs(body, rules)
    for level in HEADING_LEVELS:
        heading = styles[f"Heading {level}"]
        _set_component(heading, rules.components["heading"], rules)
        heading.font.italic = level == HEADING_LEVELS[-1]
        heading.paragraph_format.first_line_indent = Mm(rules.first_line_mm)
        heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(rules.paragraph_gap)
        heading.paragraph_format.keep_with_next = True
    for name, component in (("Title", "kind"), ("Subtitle", "subject")):
        style = styles[name]
        _set_component(style, rules.components[component], rules)
        _drop_borders(style)
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        style.paragraph_format.first_line_indent = Mm(0)
        style.paragraph_format.space_before = Pt(rules.paragraph_gap if name == "Title" else 0)
        style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.keep_with_next = True
    caption = styles["Caption"]
    _set_component(caption, rules.components["body"], rules)
    caption.font.bold = True
    caption.paragraph_format.first_line_indent = Mm(0)
    caption.paragraph_format.keep_with_next = True


def _set_paragraphs(style: ParagraphStyle, rules: Layout) -> None:
    paragraphs = style.paragraph_format
    paragraphs.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraphs.first_line_indent = Mm(rules.first_line_mm)
    paragraphs.space_before, paragraphs.space_after = Pt(0), Pt(rules.paragraph_gap)
    paragraphs.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    paragraphs.line_spacing = rules.line_spacing
    paragraphs.widow_control = True


def _add_styles(document: Document, rules: Layout) -> None:
    for component, (style_id, name) in STYLES.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(qn("w:styleId"), style_id)
        style.base_style = document.styles["Normal"]
        style.quick_style = True
        _set_component(style, _component(component, rules), rules)
        paragraphs = style.paragraph_format
        centred = component in _CENTRED
        paragraphs.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
        paragraphs.first_line_indent = Mm(0)
        paragraphs.space_after = Pt(0)
        paragraphs.line_spacing = 1.0
    rule = document.styles[style_name("rule")]
    rule.font.size = Pt(4)
    addressee = document.styles[style_name("addressee")].paragraph_format
    addressee.alignment = WD_ALIGN_PARAGRAPH.CENTER
    addressee.space_after = Pt(rules.paragraph_gap)


def _component(name: str, rules: Layout) -> Component:
    if name == "cell_head":
        cell = rules.components["cell"]
        return Component(cell.size, caps=False, bold=True, italic=False, underline=False)
    return rules.components["number" if name == "rule" else name]


def _set_component(style: ParagraphStyle, component: Component, rules: Layout) -> None:
    style.font.size = Pt(component.size)
    style.font.bold, style.font.italic = component.bold, component.italic
    style.font.underline = component.underline
    style.font.color.rgb = RGBColor(0, 0, 0)
    _set_face(style.element.get_or_add_rPr(), rules.font)


def _set_face(properties: CT_RPr, face: str) -> None:
    """Set the face for all scripts, and remove theme faces, which would take precedence."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), face)
    for spacing in properties.findall(qn("w:spacing")) + properties.findall(qn("w:kern")):
        properties.remove(spacing)


def _drop_borders(style: ParagraphStyle) -> None:
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _set_page_number(section: Section, rules: Layout) -> None:
    """Number pages in the centre of the top margin, except the first page."""
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.first_line_indent = Mm(0)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = paragraph.add_run("2")
    run.font.size = Pt(rules.components["page_number"].size)
    paragraph._p.remove(run._r)
    field.append(run._r)
    paragraph._p.append(field)


def _set_properties(document: Document, paper: OfficialPaper, made_at: datetime) -> None:
    properties = document.core_properties
    properties.title = paper_title(paper)[:255]
    properties.subject = properties.comments = DRAFT_NOTICE
    properties.content_status = "Dự thảo trình ký"
    properties.category = one_line(paper.kind)[:255]
    properties.keywords = one_line(", ".join(paper.keywords))[:255]
    properties.author = properties.last_modified_by = ""
    properties.language = "vi-VN"
    properties.revision = 1
    properties.created = properties.modified = made_at.replace(tzinfo=None, microsecond=0)


def _drop_thumbnail(document: Document) -> None:
    """Remove the thumbnail of an empty page from the library's template."""
    relations = document.part.package.rels
    for key in [
        key for key, relation in relations.items() if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL
    ]:
        del relations[key]
