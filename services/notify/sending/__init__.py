"""The outside of notify: mail by SMTP and calls over HTTP. It reads and writes no row."""
