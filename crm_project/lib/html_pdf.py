"""A finished page as PDF, laid out by WeasyPrint in a process of its own: little memory stays here, nothing is fetched from anywhere."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
STYLE = """
@page { size: A4; margin: 16mm 14mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; } }
body { font-family: "PT Sans", "Liberation Sans", "DejaVu Sans", Arial, sans-serif; font-size: 9pt; line-height: 1.3; }
h1 { font-size: 15pt; margin: 0 0 2mm; } h2 { font-size: 11pt; margin: 6mm 0 2mm; } p { margin: 0 0 2mm; }
table { border-collapse: collapse; width: 100%; } thead { display: table-header-group; } tr { page-break-inside: avoid; }
th, td { border: 0.4pt solid #999; padding: 1.2mm 1.6mm; text-align: left; vertical-align: top; }
th { background: #eee; } svg:not(.k-flowpic), .k-paper-bar, .k-term .tip, .visually-hidden, video { display: none; }
a { color: inherit; text-decoration: none; }
h1, h2, h3, h4 { page-break-after: avoid; } h3 { font-size: 10pt; margin: 4mm 0 1mm; } h4, h5 { font-size: 9pt; margin: 3mm 0 1mm; }
@page { @bottom-left { content: element(foot); width: 85%; } @top-left { content: element(head); width: 100%; } }
.pdf-foot { position: running(foot); font-size: 7.5pt; } .pdf-head { position: running(head); font-size: 8pt; font-weight: bold; }
.pdf-code { float: right; width: 20mm; }
img { max-width: 100%; max-height: 190mm; height: auto; width: auto; } figure { margin: 3mm 0; page-break-inside: avoid; }
figcaption { font-weight: bold; margin-bottom: 1mm; }
.one { font-size: 7.4pt; line-height: 1.2; } .one h2 { font-size: 9pt; margin: 2.5mm 0 1mm; } .one p { margin-bottom: 1mm; }
.one :is(ul, ol) { margin: 0 0 1mm; } .one :is(th, td) { padding: 0.5mm 1mm; } .one .pdf-code { width: 14mm; }
.k-mark { background: #fff3a3; text-decoration: none; border-bottom: 0.6pt solid #9a6700; }
.k-cut-item, del { text-decoration: line-through; }
.k-flowpic { max-width: 100%; max-height: 225mm; page-break-inside: avoid; }
"""
PICTURE = """<style>
text { font-family: "PT Sans", "Liberation Sans", "DejaVu Sans", sans-serif; font-size: 12px; fill: #333; }
.t { font-size: 12.5px; font-weight: 600; fill: #000; }
.end .t { text-anchor: middle; } .n, .who, .x.chg { font-weight: 600; } .who { text-anchor: middle; }
.bx { fill: #fff; stroke: #888; } .start .bx { fill: #eef6f6; stroke: #0f6b70; } .ask .bx { fill: #fff8e6; stroke: #b58900; }
.fin .bx { fill: #eee; stroke: #555; stroke-width: 2; } .end .bx { fill: #eee; stroke: none; }
.band { fill: #f6f7f8; } .sep { stroke: #ccc; }
.way { fill: none; stroke: #555; stroke-width: 1.5; } .tip { fill: #555; } .way.back { stroke: #9a6700; } .tip.back { fill: #9a6700; }
.chg .bx, .way.chg { stroke: #9a6700; stroke-width: 3; } .tip.chg { fill: #9a6700; }
</style>"""
"""What a flow chart is drawn with: a picture inside a page knows nothing of the styles around it."""
_CHART = re.compile(r'<svg class="k-flowpic"[^>]*>')


class NoPdf(Exception):
    """No PDF can be made here: the server lacks Pango, or it took too long. The page itself can be printed."""


def pdf_of(html):
    """Bytes of a PDF of this html; raises NoPdf."""
    command = [sys.executable, "-m", "crm_project.lib.html_pdf"]
    try:
        ran = subprocess.run(command, input=html.encode(), capture_output=True, timeout=SECONDS, check=False, cwd=ROOT)
    except (OSError, subprocess.TimeoutExpired):
        raise NoPdf from None
    if ran.returncode or not ran.stdout.startswith(b"%PDF-"):
        raise NoPdf
    return ran.stdout


def drawable(html):
    """The page with the styles of its flow charts inside them."""
    return _CHART.sub(lambda chart: chart[0] + PICTURE, html)


def _main():
    from weasyprint import CSS, HTML, URLFetcher

    html = HTML(string=drawable(sys.stdin.buffer.read().decode()), url_fetcher=URLFetcher(allowed_protocols=["data"]))
    sys.stdout.buffer.write(html.write_pdf(stylesheets=[CSS(string=STYLE)]))


if __name__ == "__main__":
    _main()
