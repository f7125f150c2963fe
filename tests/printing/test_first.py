"""Every writer writes the sample, and the same bytes again."""

import pytest
import sample_documents as sample
from printing.as_json import as_json, from_json
from printing.as_pdf import as_pdf
from printing.as_xlsx import as_xlsx


@pytest.mark.parametrize("write", [as_json, as_xlsx, as_pdf])
def test_the_same_document_gives_the_same_bytes(write) -> None:
    assert write(sample.report()) == write(sample.report())


def test_json_is_read_back() -> None:
    assert from_json(as_json(sample.report())) == sample.report()
