"""Sealing a PDF with a passphrase: AES-256, revision 6 (security notes §0.8). Bytes in, bytes out."""

from __future__ import annotations

from io import BytesIO

from app.errors import PassphraseRefused


def encrypt_pdf(pdf: bytes, passphrase: str) -> bytes:
    """``pdf`` so that it opens with ``passphrase`` only (text and metadata sealed alike).

    The owner passphrase is the same one: printing or copying is not forbidden to a recipient who
    may read, since such marks protect nothing. Screen readers keep access. Refuses an empty
    passphrase with ``PassphraseRefused``.
    """
    import pikepdf

    if not passphrase:
        raise PassphraseRefused
    sealed = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(
            sealed,
            encryption=pikepdf.Encryption(
                user=passphrase,
                owner=passphrase,
                R=6,
                aes=True,
                metadata=True,
                allow=pikepdf.Permissions(accessibility=True),
            ),
        )
    return sealed.getvalue()
