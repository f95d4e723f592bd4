"""The parts of a DOCX as HTML: paragraphs with their alignment, runs with their looks, tables with widths, spans and borders."""

import base64
from html import escape

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.table import Table, _Cell

_ALIGNS = {ALIGN.CENTER: "center", ALIGN.RIGHT: "right", ALIGN.JUSTIFY: "justify", ALIGN.LEFT: "left"}
_PICTURES = ("image/png", "image/jpeg", "image/gif")
_BREAK, _TAB = "<br>", "\u2003"
_BASE = """
body { font-family: "PT Sans", "Liberation Sans", "DejaVu Sans", Arial, sans-serif; line-height: 1.25; }
p { margin: 0; min-height: 1em; white-space: pre-wrap; overflow-wrap: break-word; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
td { vertical-align: top; padding: 2pt 4pt; overflow-wrap: break-word; }
tr { page-break-inside: avoid; }
thead { display: table-header-group; }
table.grid td { border: 0.5pt solid #000; }
img { max-width: 100%; }
"""


def style_of(document, page):
    font = document.styles["Normal"].font
    size = font.size.pt if font.size else 11
    return f"@page {{ size: {page['size']}; margin: {page['margin']}; }} body {{ font-size: {size}pt; }} {_BASE}"


def body_of(document):
    section = document.sections[0]
    parts = [_blocks(section.header), *[_blocks(document)], _blocks(section.footer)]
    return "".join(parts)


def _blocks(container):
    return "".join(_table(item) if isinstance(item, Table) else _paragraph(item) for item in container.iter_inner_content())


def _paragraph(paragraph):
    looks = _looks_of_paragraph(paragraph)
    texts = "".join(_run(run) for item in paragraph.iter_inner_content() for run in getattr(item, "runs", [item]))
    return f'<p style="{looks}">{_mark_of_list(paragraph)}{texts}</p>'


def _looks_of_paragraph(paragraph):
    style, own = paragraph.style, paragraph.paragraph_format
    base = style.paragraph_format
    looks = []
    if (align := own.alignment if own.alignment is not None else base.alignment) in _ALIGNS:
        looks.append(f"text-align:{_ALIGNS[align]}")
    for css, name in (
        ("margin-top", "space_before"),
        ("margin-bottom", "space_after"),
        ("margin-left", "left_indent"),
        ("text-indent", "first_line_indent"),
    ):
        value = getattr(own, name) if getattr(own, name) is not None else getattr(base, name)
        if value is not None:
            looks.append(f"{css}:{value.pt}pt")
    if own.page_break_before:
        looks.append("page-break-before:always")
    font = style.font
    looks += [f"font-size:{font.size.pt}pt"] if font.size else []
    looks += ["font-weight:bold"] if font.bold else []
    return ";".join(looks)


def _mark_of_list(paragraph):
    name = paragraph.style.name or ""
    return "•\u2002" if name.startswith("List Bullet") else ""


def _run(run):
    looks, font = [], run.font
    looks += ["font-weight:bold"] if run.bold else []
    looks += ["font-style:italic"] if run.italic else []
    looks += ["text-decoration:underline"] if run.underline else []
    looks += [f"font-size:{font.size.pt}pt"] if font.size else []
    colour = font.color.rgb if font.color is not None and font.color.type is not None else None
    looks += [f"color:#{colour}"] if colour else []
    inside = "".join(_piece(piece, run) for piece in run._r)
    return f'<span style="{";".join(looks)}">{inside}</span>' if looks and inside else inside


def _piece(piece, run):
    if piece.tag == qn("w:t"):
        return escape(piece.text or "")
    if piece.tag == qn("w:tab"):
        return _TAB
    if piece.tag == qn("w:br"):
        return '<br style="page-break-after:always">' if piece.get(qn("w:type")) == "page" else _BREAK
    if piece.tag == qn("w:drawing"):
        return "".join(_picture(blip, run) for blip in piece.iter(qn("a:blip")))
    return ""


def _picture(blip, run):
    part = run.part.related_parts.get(blip.get(qn("r:embed")))
    if part is None or part.content_type not in _PICTURES:
        return ""
    return f'<img src="data:{part.content_type};base64,{base64.b64encode(part.blob).decode()}">'


def _table(table):
    grid = [column.width.pt if column.width else 0 for column in table.columns]
    whole = sum(grid) or 1
    columns = "".join(f'<col style="width:{100 * width / whole:.2f}%">' for width in grid) if all(grid) else ""
    rows = list(table.rows)
    head = [row for row in rows[:1] if row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None]
    body = rows[len(head) :]
    name = table.style.name if table.style is not None else ""
    css = "grid" if name and "Grid" in name else ""
    thead = f"<thead>{''.join(_row(row, rows) for row in head)}</thead>" if head else ""
    return f'<table class="{css}">{columns}{thead}<tbody>{"".join(_row(row, rows) for row in body)}</tbody></table>'


def _row(row, rows):
    return f"<tr>{''.join(_cell(cell, row, rows) for cell in row._tr.tc_lst)}</tr>"


def _cell(tc, row, rows):
    merge = tc.vMerge
    if merge == "continue":
        return ""

    cell = _Cell(tc, row._parent)
    span = f' colspan="{tc.grid_span}"' if tc.grid_span > 1 else ""
    if merge == "restart":
        span += f' rowspan="{tc.bottom - tc.top}"'
    return f'<td{span} style="{_looks_of_cell(tc)}">{_blocks(cell)}</td>'


def _looks_of_cell(tc):
    properties, looks = tc.tcPr, []
    if properties is None:
        return ""
    shade = properties.find(qn("w:shd"))
    if shade is not None and len(fill := shade.get(qn("w:fill")) or "") == 6 and fill.isalnum():
        looks.append(f"background:#{fill}")
    borders = properties.find(qn("w:tcBorders"))
    for side in borders if borders is not None else ():
        name = side.tag.rpartition("}")[2]
        if name in ("top", "bottom", "left", "right"):
            is_none = side.get(qn("w:val")) in ("nil", "none")
            looks.append(f"border-{name}:{'none' if is_none else '0.5pt solid #000'}")
    if (valign := properties.find(qn("w:vAlign"))) is not None and valign.get(qn("w:val")) in ("center", "bottom"):
        looks.append(f"vertical-align:{'middle' if valign.get(qn('w:val')) == 'center' else 'bottom'}")
    return ";".join(looks)
