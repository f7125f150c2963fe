"""PDFs that somebody wrote by hand to hurt whoever reads them, each as small as it comes."""

import io
import struct
import zlib
from collections.abc import Mapping

import pypdf

CATALOG, PAGE = "<</Type/Catalog/Pages 2 0 R{}>>", "<</Type/Page/Parent 2 0 R{}>>"
PAGES = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
SCRIPT = "<</S/JavaScript/JS(app.alert(1))>>"


def written(bodies: Mapping[int, str | bytes], *again: tuple[int, str]) -> bytes:
    """A PDF of these objects, with a table that says where each stands; some may be there again, by the same number."""
    made, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in (*bodies.items(), *again):
        places.append((number, len(made)))
        made += b"%d 0 obj\n" % number + (body if isinstance(body, bytes) else body.encode("latin-1")) + b"\nendobj\n"
    table = len(made)
    made += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places:
        made += b"%d 1\n%010d 00000 n \n" % (number, place)
    last = max(bodies) + 1
    return bytes(made) + f"trailer\n<</Size {last}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n".encode()


def page_with(in_page: str = "", in_catalog: str = "", **more: str | bytes) -> bytes:
    """One empty page, with something in its dictionary or in the catalog; ``o4`` and so on are further objects."""
    own = {1: CATALOG.format(in_catalog), 2: PAGES, 3: PAGE.format(in_page)}
    return written(own | {int(name[1:]): body for name, body in more.items()})


def stream(content: bytes, said: str = "") -> bytes:
    """A compressed stream as an object's body."""
    packed = zlib.compress(content, 9)
    return f"<</Length {len(packed)}/Filter/FlateDecode{said}>>stream\n".encode() + packed + b"\nendstream"


def packed_away(bodies: Mapping[int, str], padding: int = 0) -> bytes:
    """The same objects, but all within one object stream, so that none of their words stands in the file as it is read."""
    heads, texts, at = [], [], 0
    for number, body in bodies.items():
        heads.append(f"{number} {at}")
        texts.append(body + " ")
        at += len(texts[-1])
    head = " ".join(heads) + " "
    holder, table = max(bodies) + 1, max(bodies) + 2
    inside = stream(
        (head + "".join(texts)).encode() + b" " * padding, f"/Type/ObjStm/N {len(bodies)}/First {len(head)}"
    )
    made = bytearray(b"%PDF-1.7\n")
    place = len(made)
    made += f"{holder} 0 obj\n".encode() + inside + b"\nendobj\n"
    begin = len(made)
    rows = b"\0" + bytes(6)
    for number in range(1, table + 1):
        if number in bodies:
            rows += struct.pack(">BIH", 2, holder, list(bodies).index(number))
        else:
            rows += struct.pack(">BIH", 1, place if number == holder else begin, 0)
    said = f"/Type/XRef/W[1 4 2]/Size {table + 1}/Root 1 0 R"
    made += f"{table} 0 obj\n".encode() + stream(rows, said) + b"\nendobj\n"
    return bytes(made) + f"startxref\n{begin}\n%%EOF\n".encode()


def page_packed_away(in_catalog: str, padding: int = 0) -> bytes:
    """``page_with`` within an object stream."""
    return packed_away({1: CATALOG.format(in_catalog), 2: PAGES, 3: PAGE.format("")}, padding)


def that_points_at_itself() -> bytes:
    """A table that says the one before it is itself."""
    bare = page_with()
    table = bare.rindex(b"xref\n0 1")
    return bare.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % table)


def with_outline(items: int) -> bytes:
    """A long list of bookmarks, each of which names the next, as honest books have it."""
    first = 4
    more: dict[int, str | bytes] = {
        first + place: f"<</Title(x)/Parent 1 0 R{f'/Next {first + place + 1} 0 R' if place < items - 1 else ''}>>"
        for place in range(items)
    }
    return written({1: CATALOG.format("/Outlines<</First 4 0 R>>"), 2: PAGES, 3: PAGE.format(""), **more})


def with_objects(count: int, last: str) -> bytes:
    """Very many harmless objects, and behind them all this one."""
    lists = range(4, 4 + count // 1000)
    more: dict[int, str | bytes] = {
        each: f"[{' '.join(f'{number} 0 R' for number in range(each * 1000, each * 1000 + 1000))}]" for each in lists
    }
    more |= dict.fromkeys(range(4000, 4000 + count), "0") | {3999: last}
    shown = " ".join(f"{each} 0 R" for each in (3999, *lists))
    return written({1: CATALOG.format(f"/X[{shown}]"), 2: PAGES, 3: PAGE.format(""), **more})


def with_pages(count: int) -> bytes:
    """A document of so many empty pages."""
    kids = " ".join(f"{number} 0 R" for number in range(3, count + 3))
    pages: dict[int, str | bytes] = dict.fromkeys(range(3, count + 3), PAGE.format(""))
    return written({1: CATALOG.format(""), 2: f"<</Type/Pages/Kids[{kids}]/Count {count}>>", **pages})


def nested(depth: int, opens: str, closes: str) -> bytes:
    """Something within something within something."""
    return page_with(f"/X {opens * depth}1{closes * depth}")


def encrypted(algorithm: str, password: str = "", owner: str = "owner") -> bytes:
    """Locked by one of the ways there are; without a password every viewer opens it, and only printing is forbidden."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt(password, owner, algorithm=algorithm)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def table_of_nothing(length: int) -> bytes:
    """A table in a stream that is nothing as a file and very long once it is unpacked."""
    said = f"/Type/XRef/W[1 4 2]/Size {length // 7}/Root 1 0 R"
    return b"%PDF-1.7\n1 0 obj\n" + stream(bytes(length), said) + b"\nendobj\nstartxref\n9\n%%EOF\n"


def in_a_hybrid(hidden: str) -> bytes:
    """A page that opens with an object which only the second of two tables knows."""
    bare = written({1: CATALOG.format("/OpenAction 9 0 R"), 2: PAGES, 3: PAGE.format("")})
    begin = bare.index(b"xref\n0 1")
    inner = b"8 0 obj\n" + stream(f"9 0 {hidden}".encode(), "/Type/ObjStm/N 1/First 4") + b"\nendobj\n"
    rows = struct.pack(">BIH", 1, begin, 0) + struct.pack(">BIH", 2, 8, 0)
    second = b"10 0 obj\n" + stream(rows, "/Type/XRef/W[1 4 2]/Index[8 2]/Size 11") + b"\nendobj\n"
    tail = bare[begin:].replace(b"/Root", b"/XRefStm %d/Root" % (begin + len(inner)))
    moved = b"startxref\n%d\n" % (begin + len(inner) + len(second))
    return bare[:begin] + inner + second + tail[: tail.index(b"startxref")] + moved + b"%%EOF\n"
