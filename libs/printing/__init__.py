"""A document of figures, once composed, as JSON, CSV, XLSX and PDF. Knows no business word."""
