"""pypdf as second reader: pieces of text with estimated places, for files or pages pdfium cannot do."""

import io
import math
from typing import Any

import pypdf

from app.documents.tokens import Font, Sheet, Token, letters

_WIDTH = 0.5
"""Ems an average character is taken to be wide."""


class SecondReader:
    """A PDF as pypdf sees it. Whatever pypdf raises means there is nothing to be had from it."""

    def __init__(self, data: bytes) -> None:
        self.version = f"pypdf {pypdf.__version__}"
        self.encrypted, self.pages, self.title = False, 0, ""
        try:
            self.reader = pypdf.PdfReader(io.BytesIO(data))
            if self.reader.is_encrypted and not self.reader.decrypt(""):
                self.encrypted = True
                return
            self.pages = len(self.reader.pages)
            information = self.reader.metadata
            self.title = str(information.title or "") if information is not None else ""
        except MemoryError:
            raise
        except Exception:
            return

    def sheet(self, number: int, like: Sheet | None = None) -> Sheet | None:
        """The page as tokens on estimated places; None where pypdf fails. `like` gives size and rotation."""
        try:
            page = self.reader.pages[number - 1]
            left, bottom, width, height = _frame(page)
            rotation = int(page.rotation or 0) % 360
            shown = (height, width) if rotation % 180 else (width, height)
            sheet = Sheet(number, *shown, rotation=rotation, coarse=True)
            if like is not None:
                sheet.width, sheet.height, sheet.rotation = like.width, like.height, like.rotation
            pieces = _Pieces(sheet, left, bottom, width, height)
            page.extract_text(visitor_text=pieces.visit)
        except MemoryError:
            raise
        except Exception:
            return None
        return sheet


def _frame(page: Any) -> tuple[float, float, float, float]:
    box = page.cropbox
    return float(box.left), float(box.bottom), float(box.width), float(box.height)


class _Pieces:
    """Takes the pieces pypdf finds and lays them on the sheet as displayed."""

    def __init__(self, sheet: Sheet, left: float, bottom: float, width: float, height: float) -> None:
        self.sheet, self.left, self.bottom, self.width, self.height = sheet, left, bottom, width, height
        self.fonts: dict[str, Font] = {}

    def visit(self, text: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        if not text.strip():
            return
        a, b, _, d, x, y = _product(tm, cm)
        turned = round(math.atan2(b, a) / (math.pi / 2)) % 4
        if (turned - self.sheet.rotation // 90) % 4:
            return
        points = abs(float(size or 0)) * (math.hypot(a, b) or abs(d) or 1.0)
        points = points if 1 < points < 200 else 10.0
        along, base = self._displayed(x, y)
        name = str((font or {}).get("/BaseFont", "")) if font is not None else ""
        face = self.fonts.setdefault(name, Font.of(name.lstrip("/")))
        for row, line in enumerate(text.split("\n")):
            self._lay(line, along, base + 1.2 * row * points, points, face)

    def _lay(self, line: str, along: float, base: float, points: float, face: Font) -> None:
        at = along
        for word in line.split():
            shown = "".join(letters(c) for c in word)
            if shown:
                step = min(_WIDTH * points, max(0.1, self.sheet.width - at) / len(shown))
                edges = [at + n * step for n in range(len(shown) + 1)]
                self.sheet.tokens.append(Token(shown, edges, base, points, face, True))
                self.sheet.characters += len(shown)
                at = edges[-1] + 0.25 * points

    def _displayed(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        turn = self.sheet.rotation // 90
        if turn == 1:
            return y, x
        if turn == 2:
            return self.width - x, y
        if turn == 3:
            return self.height - y, self.width - x
        return x, self.height - y


def _product(a: Any, b: Any) -> tuple[float, float, float, float, float, float]:
    """The matrix a followed by b."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )
