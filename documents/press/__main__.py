"""A process of its own that makes one paper and dies: `python -m documents.press docx|pdf` turns a job on stdin into a file on stdout.

A template is a stranger's program and a stranger's archive: here it has a few seconds, little memory, no settings and no database.
"""

import json
import resource
import sys

BYTES = 1 << 30


def main(form, seconds):
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    head = json.loads(sys.stdin.buffer.readline())
    body = sys.stdin.buffer.read()
    if form == "docx":
        from .filling import fill

        return fill(body, head["content"])
    from .paper import pdf_of

    return pdf_of(body)


if __name__ == "__main__":
    try:
        made = main(sys.argv[1], int(sys.argv[2]))
    except Exception as error:
        # What is wrong with a template is told to who made it; the rest stays in the log of the parent.
        sys.stderr.write(json.dumps({"kind": type(error).__name__, "why": str(error)[:300], "code": getattr(error, "why", None)}))
        raise SystemExit(2)
    sys.stdout.buffer.write(made)
