"""The office that issues a document, as its settings describe it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuingOffice:
    """The settings of the office that signs.

    `superior` is the body above it, '' for a People's Committee, which issues alone. `name` is the office's name
    inside sentences: 'Phòng Giáo dục và Đào tạo huyện Hòa An'. `symbol` follows the open number: 'BC-PGDĐT'.
    A line break in `body` or `superior` is kept.

    `recipients` stand under 'Nơi nhận', `signatory` are the lines above the signature.
    """

    body: str
    name: str
    place: str
    superior: str = ""
    symbol: str = "BC"
    recipients: tuple[str, ...] = ()
    signatory: tuple[str, ...] = ()

    def placeholders(self) -> dict[str, object]:
        """Return the values of the placeholders that every document's frame has."""
        return {
            "superior": self.superior.upper(),
            "issuing_body": self.body.upper(),
            "issuer_name": self.name,
            "symbol": self.symbol,
            "place": self.place,
            "recipients": self.recipients,
            "signatory": tuple(line.upper() for line in self.signatory),
        }
