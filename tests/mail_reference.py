#!/usr/bin/env python3
"""A mail as a strict reader finds it: `mail_reference.py < RAW` prints JSON, and fails at any defect of structure, header
or encoding. Nothing of the program's own code is used: Python's standard library reads the mail."""

import json
import sys
from email import policy
from email.parser import BytesParser


def check(part):
    """Every header is read, and every body decoded, so that their defects show."""
    for name, value in part.items():
        assert not value.defects, f"{name}: {value.defects}"
        assert "\r" not in str(value) and "\n" not in str(value), f"{name} has a line break"
    assert not part.defects, part.defects


def shown(part):
    content = part.get_content()
    assert not part.defects, part.defects
    return {
        "type": part.get_content_type(),
        "disposition": part.get_content_disposition(),
        "id": part["content-id"],
        "text": content if isinstance(content, str) else None,
        "starts": None if isinstance(content, str) else content[:8].hex(),
    }


def main():
    raw = sys.stdin.buffer.read()
    assert raw.count(b"\n") == raw.count(b"\r\n"), "a bare line feed"
    assert raw.count(b"\r") == raw.count(b"\r\n"), "a bare carriage return"
    assert all(len(line) <= 998 for line in raw.split(b"\r\n")), "a line over 998 bytes"
    assert raw.isascii(), "bytes that a server without 8BITMIME does not take"
    mail = BytesParser(policy=policy.SMTP.clone(raise_on_defect=True)).parsebytes(raw)
    for part in mail.walk():
        check(part)
    for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "List-Unsubscribe"):
        assert len(mail.get_all(name, [])) == 1, f"{name}: not exactly once"
    assert mail["Bcc"] is None and mail["Cc"] is None
    print(json.dumps({
        "subject": str(mail["Subject"]),
        "from": [str(address) for address in mail["From"].addresses],
        "to": [str(address) for address in mail["To"].addresses],
        "date": mail["Date"].datetime.timestamp(),
        "structure": [part.get_content_type() for part in mail.walk()],
        "parts": [shown(part) for part in mail.walk() if not part.is_multipart()],
        "plain": mail.get_body(("plain",)).get_content(),
        "html": mail.get_body(("html",)).get_content(),
    }))


main()
