"""Sentences of ours that any voice can speak."""

TEXTS = {
    "en": (
        "Wind carries the sand from one dune to the next.",
        "Between two thousand three and two thousand nineteen it moved twenty three metres a year.",
    ),
    "de": ("Der Wind trägt den Sand von einer Düne zur nächsten.", "Es sind dreiundzwanzig Meter im Jahr."),
    "es": ("El viento lleva la arena de una duna a otra.", "Son veintitrés metros al año."),
    "fr": ("Le vent porte le sable d'une dune à l'autre.", "C'est vingt-trois mètres par an."),
    "it": ("Il vento porta la sabbia da una duna all'altra.", "Sono ventitré metri all'anno."),
    "nl": ("De wind draagt het zand van duin naar duin.", "Het is drieëntwintig meter per jaar."),
    "pl": ("Wiatr niesie piasek z wydmy na wydmę.", "To dwadzieścia trzy metry rocznie."),
    "pt": ("O vento leva a areia de uma duna a outra.", "São vinte e três metros por ano."),
}
"""By language: one sentence of plain words, and one with numbers, where a preset may slow down."""


def plain(language: str) -> tuple[str, ...]:
    """Sentences any voice of that language (BCP 47) can speak."""
    return TEXTS.get(language.partition("-")[0].lower(), TEXTS["en"])
