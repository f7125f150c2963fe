"""PDFs made to hurt their reader or whoever opens them: refused within bounds of time and memory, and plain ones kept (L7, L8)."""

import asyncio
import re
from pathlib import Path

import hostile_pdfs as hostile
import pytest
from aftercare_contracts.errors import Invalid
from hostile_pdfs import CATALOG, PAGE, PAGES, SCRIPT, nested, page_packed_away, page_with, stream, written
from plumbing import papers
from plumbing.papers import PDF, NotAPhoto, PaperTooDemanding, PaperUnsafe, paper
from plumbing.reading_papers import Refused, look_into_pdf

PATIENCE_SECONDS = 120
"""Longer than any refusal takes; whoever takes longer hangs."""
OPENS = "/OpenAction<</S{}/X(x)>>"


async def refused(content: bytes, **how: int) -> Invalid:
    with pytest.raises(Invalid) as error:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await paper(PDF, content, **how)
    return error.value


@pytest.mark.rule("L7")
@pytest.mark.parametrize(
    "content",
    [
        page_with(), page_packed_away(""), hostile.with_outline(2_000), hostile.with_pages(2_000), hostile.that_points_at_itself(),
        page_with("/Annots[<</Subtype/Link/A<</S/URI/URI(https://example.cn/JavaScript)>>>>]"), page_with("/X 99 0 R"),
        page_with("", "/X 4 0 R", o4="[4 0 R 1 0 R]"), nested(50, "<</A ", ">>"),
        page_with().replace(b"/Size 4", b"/Size 999999999"), hostile.in_a_hybrid("<</S/GoTo/D[3 0 R/Fit]>>"),
        page_with("", "/X 4 0 R", o4=stream(b"BT (/JS) Tj ET")), page_with().replace(b"/Type/Page/", b"/Typ#65/P#61ge/"),
        page_with("", "/X 4 0 R", o4=b"<</Length 5000000>>stream\n" + b"1" * 5_000_000 + b"\nendstream"),
        page_with("", "/X 4 0 R", o4=b"<</Length 5000000>>stream\n/S" + b"%" * 4_999_998 + b"\nendstream"),
    ],
    ids=["bare", "packed away", "a long outline", "a long document", "a table before itself", "a link", "a reference to nothing",
         "an object within itself", "nested", "a size that lies", "a hybrid", "a word on a page",
         "names in disguise", "a number of five million digits", "a comment of five million signs"],
)  # fmt: skip
def test_a_plain_pdf_is_kept_however_oddly_it_is_written(content: bytes) -> None:
    look_into_pdf(content)


HIDDEN = {
    "a script": page_with("", f"/OpenAction{SCRIPT}"),
    "a script packed away": page_packed_away(f"/OpenAction{SCRIPT}"),
    "a script by an escaped name": page_with("", OPENS.format("/J#61vaScript")),
    "a script all in escapes": page_with("", OPENS.format("/" + "".join(f"#{ord(each):02x}" for each in "JavaScript"))),
    "a script escaped and packed away": page_packed_away(OPENS.format("/Java#53cript")),
    "a script whose kind stands elsewhere": page_with("", OPENS.format(" 4 0 R"), o4="/JavaScript"),
    "a script of a rendition": page_with("", "/OpenAction<</S/Rendition/#4aS(app.alert(1))>>"),
    "a script in a tree of names": page_with("", "/Names<</JavaScript<</Names[(a)4 0 R]>>>>", o4="<<>>"),
    "a script of a field": page_with("/Annots[<</Subtype/Widget/AA<</K<</S/JavaScript/JS 4 0 R>>>>>>]", o4=stream(b"1")),
    "a script behind a bookmark": page_with("", f"/Outlines<</First<</Next<</Next<</A{SCRIPT}>>>>>>>>"),
    "a script in a hybrid": hostile.in_a_hybrid(SCRIPT),
    "a script behind another object of its number": written(
        {1: CATALOG.format("/OpenAction 4 0 R"), 2: PAGES, 3: PAGE.format(""), 4: SCRIPT}, (4, "<<>>")
    ),
    "a script before another object of its number": written(
        {1: CATALOG.format("/OpenAction 4 0 R"), 2: PAGES, 3: PAGE.format(""), 4: "<<>>"}, (4, SCRIPT)
    ),
    "such a script behind a remark": written(
        {1: CATALOG.format("/OpenAction 4 0 R"), 2: PAGES, 3: PAGE.format(""), 4: "<<>>"}, (4, "<</S%x/S\n % \r/JavaScript>>")
    ),
    "a script of another generation": page_with("", "/OpenAction 4 1 R", o4=SCRIPT),
    "a script that the table leaves out": re.sub(rb"4 1\n\d{10} 00000 n \n", b"", page_with("", "/OpenAction 4 0 R", o4=SCRIPT)),
    "a script, with a table that is not there": page_with("", f"/OpenAction{SCRIPT}").replace(b"startxref\n", b"startxref\n9"),
    "a script behind very many objects": hostile.with_objects(5_000, SCRIPT),
    "a program that is started": page_with("/AA<</O<</S/Launch/F(cmd.exe)>>>>"),
    "a program by an escaped name": page_with("/AA<</O<</S/#4caunch/F(cmd.exe)>>>>"),
    "a program whose kind stands elsewhere": page_with("/AA<</O<</S 4 0 R/F(cmd.exe)>>>>", o4="/Launch"),
    "a file in a tree of names": page_with("", "/Names<</EmbeddedFiles<</Names[]>>>>"),
    "a file pinned to a page": page_with("/Annots[<</Subtype/FileAttachment/FS<</EF<</F 4 0 R>>>>>>]", o4=stream(b"MZ")),
    "a file that only its stream calls one": page_with("/X 4 0 R", o4=stream(b"MZ", "/Type/EmbeddedFile")),
    "a film": page_with("/Annots[<</Subtype/RichMedia>>]"),
    "a form of XML": page_with("", "/AcroForm<</XFA 4 0 R>>", o4=stream(b"<xdp/>")),
    "what sends a form": page_with("", "/OpenAction<</S/SubmitForm/F(http://example.cn)>>"),
    "what reads a file in": page_with("", "/OpenAction<</S/ImportData/F(x)>>"),
    "what opens a file within": page_with("", "/OpenAction<</S/GoToE/T<<>>>>"),
    "what opens another machine's file": page_with("", "/OpenAction<</S/GoToR/F(\\\\\\\\host\\\\share)>>"),
    "a lock of RC4 without a password": hostile.encrypted("RC4-40"),
    "a lock of AES without a password": hostile.encrypted("AES-256"),
    "a lock with a password": hostile.encrypted("AES-128", "x"),
}  # fmt: skip


@pytest.mark.rule("L7")
@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_would_run_send_or_hide_something_is_refused_however_it_is_hidden(hidden: str) -> None:
    with pytest.raises(Refused) as error:
        look_into_pdf(HIDDEN[hidden])
    assert error.value.args[0] == PaperUnsafe.__name__


BROKEN = {
    "pages within themselves": written({1: CATALOG.format(""), 2: "<</Type/Pages/Kids[2 0 R]/Count 1>>"}),
    "pages within each other": written({
        1: CATALOG.format(""), 2: "<</Type/Pages/Kids[3 0 R]/Count 1>>", 3: "<</Type/Pages/Kids[2 0 R]/Count 1>>",
    }),
    "a root that is itself": written({1: "1 0 R"}),
    "roots that are each other": written({1: "2 0 R", 2: "1 0 R"}),
    "an object that is itself": page_with("", "/X 4 0 R", o4="4 0 R"),
    "no root": written({2: PAGES, 3: PAGE}),
    "lists 5,000 deep": nested(5_000, "[", "]"),
    "lists a million deep": nested(1_000_000, "[", "]"),
    "lists without an end": nested(1_000_000, "[", ""),
    "dictionaries without an end": nested(20_000, "<</A ", ""),
    "a million times the same page": written({1: CATALOG.format(""), 2: f"<</Type/Pages/Kids[{'3 0 R ' * 1_000_000}]>>", 3: PAGE}),
    "objects that unpack to 300 MB": page_packed_away("", 300_000_000),
    "a table that unpacks to 70 MB": hostile.table_of_nothing(70_000_000),
    "a table of a billion lines": page_with().replace(b"0 1\n", b"0 999999999\n"),
    "ten thousand ends": b"%PDF-1.7\n" + b"startxref\n0\n%%EOF\n" * 10_000,
    "beginnings without end": b"%PDF-1.7\n" + b"1 0 obj <<" * 100_000,
    "a half": page_with()[: len(page_with()) // 2],
    "no last table": page_with()[:-60],
    "something in front": bytes(100) + page_with(),
    "a picture's beginning": b"\xff\xd8\xff" + page_with(),
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
async def test_what_is_no_whole_pdf_is_refused_and_never_ends_the_reader(broken: str) -> None:
    assert type(await refused(BROKEN[broken])) is NotAPhoto


DEMANDING = {
    "objects that unpack to 70 MB": page_packed_away("", 70_000_000),
    "a hundred thousand pages": hostile.with_pages(100_000),
    "a hundred thousand objects": hostile.with_objects(100_000, "0"),
}


@pytest.mark.parametrize("demanding", DEMANDING)
async def test_what_takes_longer_to_look_into_than_one_may_is_refused(demanding: str) -> None:
    assert type(await refused(DEMANDING[demanding], cpu_seconds=1)) is PaperTooDemanding
    assert (await paper(PDF, page_with())).media_type == PDF


async def test_a_reader_that_cannot_start_is_our_fault_and_no_refusal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(papers, "READER", tmp_path / "nothing.py")
    with pytest.raises(RuntimeError, match="papers cannot be looked into"):
        await paper(PDF, page_with())
