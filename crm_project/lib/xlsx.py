"""Tables as XLSX: rows are written as they come, text is always text, so no cell becomes a formula."""

from tempfile import TemporaryFile

from django.http import FileResponse

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def response(name, head, rows, sheet="1"):
    """A download of a table: `rows` may be a generator; it is written row by row to a temporary file."""
    file = TemporaryFile()  # noqa: SIM115  the response closes it
    write(file, head, rows, sheet)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=TYPE)


def write(file, head, rows, sheet="1"):
    from crm_project.lib import xlsx_rows

    xlsx_rows.write(file, head, rows, sheet)
