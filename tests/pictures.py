"""Real pictures and papers, as small as they come; each text makes another one."""

import hashlib
import io
from typing import Any

import pypdf
from PIL import Image


def picture(about: str, form: str = "JPEG", size: tuple[int, int] = (8, 8), **how: Any) -> bytes:
    """A picture of one colour, which stands for what it is about."""
    red, green, blue = hashlib.sha256(about.encode()).digest()[:3]
    written = io.BytesIO()
    Image.new("RGB", size, (red, green, blue)).save(written, form, **how)
    return written.getvalue()


def paper(pages: int = 1, password: str = "", script: str = "") -> bytes:
    """A PDF of empty pages; locked, or with a script, where a test wants that."""
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    if script:
        action = pypdf.generic.DictionaryObject()
        action[pypdf.generic.NameObject("/S")] = pypdf.generic.NameObject("/JavaScript")
        action[pypdf.generic.NameObject("/JS")] = pypdf.generic.TextStringObject(script)
        writer.root_object[pypdf.generic.NameObject("/OpenAction")] = action
    if password:
        writer.encrypt(password)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
