"""Connecting sentences: the few plain words that lead a listener from one part to the next."""

import re
from dataclasses import dataclass

from app.episodes.draft import DraftSentence


@dataclass(frozen=True, slots=True)
class Phrases:
    """Connecting sentences of one language; {title} is the document's title or a heading.

    What is said again is announced by `recap`, the authors' own summing up by `summed_up`, and what neither
    says again nor sums up by `more`, and as a last word by `last`.
    """

    opening: str
    first: tuple[str, ...]
    next: tuple[str, ...]
    within: tuple[str, ...]
    source: str
    recap: str
    summed_up: str
    more: str
    takeaway: str
    last: str
    hook_title: str
    recap_title: str
    more_title: str
    takeaway_title: str
    part_title: str

    def announcement(self, number: int) -> str:
        """The pattern that announces body segment `number`, counted from 0; they take turns."""
        return self.next[(number - 1) % len(self.next)] if number else self.first[0]


PHRASES = {
    "en": Phrases(
        opening="This is “{title}”, told in the words of its authors.",
        first=("First: “{title}”.",),
        next=(
            "Next: “{title}”.",
            "On to “{title}”.",
            "Now, “{title}”.",
            "The next part is called “{title}”.",
            "After that, “{title}”.",
        ),
        within=("A word on “{title}”.", "Then, “{title}”.", "And “{title}”."),
        source="Another document: “{title}”.",
        recap="Let us recap.",
        summed_up="To sum up.",
        more="Before the end, some more points.",
        takeaway="And this is what to take away.",
        last="One last point.",
        hook_title="Opening",
        recap_title="Recap",
        more_title="More points",
        takeaway_title="Takeaway",
        part_title="Part {number}",
    ),
    "de": Phrases(
        opening="Dies ist „{title}“, erzählt in den Worten der Autoren.",
        first=("Am Anfang steht „{title}“.",),
        next=("Es folgt „{title}“.", "Weiter mit „{title}“.", "Nun zu „{title}“.", "Der nächste Teil "
                                                                                   "heißt „{title}“."),
        within=("Dazu „{title}“.", "Dann „{title}“."),
        source="Ein weiteres Dokument: „{title}“.",
        recap="Fassen wir zusammen.",
        summed_up="Zusammengefasst.",
        more="Vor dem Schluss noch einige Punkte.",
        takeaway="Und das bleibt.",
        last="Ein letzter Punkt.",
        hook_title="Auftakt",
        recap_title="Zusammenfassung",
        more_title="Weitere Punkte",
        takeaway_title="Das bleibt",
        part_title="Teil {number}",
    ),
    "fr": Phrases(
        opening="Voici « {title} », dans les mots de ses auteurs.",
        first=("Pour commencer : « {title} ».",),
        next=("Ensuite : « {title} ».", "Passons à « {title} ».", "Vient alors « {title} »."),
        within=("Un mot sur « {title} ».", "Puis « {title} »."),
        source="Un autre document : « {title} ».",
        recap="Récapitulons.",
        summed_up="En résumé.",
        more="Avant de finir, quelques autres points.",
        takeaway="Voici ce qu’il faut retenir.",
        last="Un dernier point.",
        hook_title="Ouverture",
        recap_title="Récapitulatif",
        more_title="Autres points",
        takeaway_title="À retenir",
        part_title="Partie {number}",
    ),
    "es": Phrases(
        opening="Esto es «{title}», en palabras de sus autores.",
        first=("Empezamos con «{title}».",),
        next=("A continuación, «{title}».", "Seguimos con «{title}».", "Ahora, «{title}».", "La parte "
                                                                                            "siguiente "
                                                                                            "se titula "
                                                                                            "«{title}»."),
        within=("Unas palabras sobre «{title}».", "Luego, «{title}»."),
        source="Otro documento: «{title}».",
        recap="Recapitulemos.",
        summed_up="En resumen.",
        more="Antes de terminar, algunos puntos más.",
        takeaway="Y esto es lo que queda.",
        last="Un último punto.",
        hook_title="Apertura",
        recap_title="Recapitulación",
        more_title="Otros puntos",
        takeaway_title="Lo que queda",
        part_title="Parte {number}",
    ),
}  # fmt: skip


PLAIN_HEADINGS = {
    "en": frozenset(
        [
            "introduction",
            "background",
            "motivation",
            "overview",
            "methods",
            "method",
            "methodology",
            "materials and methods",
            "results",
            "discussion",
            "evaluation",
            "experiments",
            "implementation",
            "architecture",
            "design",
            "examples",
            "applications",
            "limitations",
            "conclusions",
            "conclusion",
            "summary",
            "statement of need",
            "related work",
            "future work",
            "results and discussion",
            "data",
            "analysis",
        ]
    )
}
"""Headings that every paper has: said plainly, with their article."""
WITHOUT_ARTICLE = frozenset(["related work", "future work"])


def connecting(pattern: str, title: str = "", language: str = "") -> DraftSentence:
    """A connecting sentence with the heading in it; one every paper has gets its article: the results."""
    plain = title.lower()
    if plain in PLAIN_HEADINGS.get(language.split("-")[0].lower(), ()):
        pattern, title = (
            pattern.replace("is called “{title}”", "is {title}").replace("“{title}”", "{title}"),
            plain,
        )
        title = plain if plain in WITHOUT_ARTICLE else f"the {plain}"
    text = pattern.replace("{title}", title)
    return DraftSentence(re.sub(r"([?!])([”“»])\.$", r"\1\2", text), False)


def phrases(language: str) -> Phrases | None:
    """None for a language we have no words in: better silent than wrong."""
    return PHRASES.get(language.split("-")[0].lower())
