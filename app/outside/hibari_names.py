"""Names that are not in the voice's dictionary and that it guesses wrong, in IPA as English says them."""

import re
from collections.abc import Callable

NAMES = {
    "Akaike": "əˈkaɪkeɪ", "Ampère": "ˈæmpɛɹ", "André": "ɑnˈdɹeɪ", "Ångström": "ˈæŋstɹəm",
    "Bézier": "ˈbɛzieɪ", "Bourdieu": "bɔɹˈdjuː", "Camille": "kəˈmiːl", "Camus": "kæˈmuː",
    "Cauchy": "koʊˈʃiː", "Chebyshev": "ˈtʃɛbɪʃɛf", "Chloé": "ˈkloʊi", "Chiara": "kiˈɑːɹə",
    "Chloe": "ˈkloʊi", "Cramér": "kɹəˈmɛɹ", "Dirac": "dɪˈɹæk", "Dirichlet": "ˌdɪɹɪˈkleɪ",
    "Durkheim": "ˈdɜɹkhaɪm", "Eigen": "ˈaɪgən", "Euler": "ˈɔɪlɚ", "Eulerian": "ɔɪˈliːɹiən",
    "Fermat": "fɛɹˈmɑː", "Foucault": "fuːˈkoʊ", "Fourier": "ˈfʊɹieɪ", "François": "fɹɑnˈswɑː",
    "Galois": "gælˈwɑː", "García": "gɑɹˈsiːə", "Garcia": "gɑɹˈsiːə", "Giovanni": "dʒoʊˈvɑːni",
    "Giuseppe": "dʒuˈsɛpi", "Goethe": "ˈgɜːtə", "Guillermo": "giˈjɛɹmoʊ", "Haar": "hɑːɹ",
    "Hausdorff": "ˈhaʊsdɔɹf", "Heinrich": "ˈhaɪnɹɪk", "Hermite": "ɛɹˈmiːt", "Hermitian": "hɚˈmɪʃən",
    "Hessian": "ˈhɛsiən", "Jacobi": "dʒəˈkoʊbi", "Jacques": "ʒɑːk", "Javier": "hɑːviˈɛɹ",
    "Joaquín": "wɑːˈkiːn", "Joaquin": "wɑːˈkiːn", "Johann": "ˈjoʊhɑːn", "Jorge": "ˈhɔɹheɪ",
    "José": "hoʊˈzeɪ", "Jose": "hoʊˈzeɪ", "Jürgen": "ˈjɜɹgən", "Keynes": "keɪnz", "Lagrange": "ləˈgɹɑːndʒ",
    "Laplace": "ləˈplɑːs", "Laplacian": "ləˈplɑːsiən", "Lebesgue": "ləˈbɛg", "Legendre": "ləˈʒɑːndɹə",
    "Leibler": "ˈlaɪblɚ", "Leibniz": "ˈlaɪbnɪts", "Levene": "ləˈviːn", "Likert": "ˈlɪkɚt",
    "Linnaeus": "lɪˈniːəs", "Lipschitz": "ˈlɪpʃɪts", "Lyon": "liˈɔːn", "Marie": "məˈɹiː",
    "Matérn": "məˈtɛɹn", "Maria": "məˈɹiːə", "María": "məˈɹiːə", "Matteo": "məˈteɪoʊ", "Michel": "miˈʃɛl",
    "Minkowski": "mɪŋˈkɔːfski", "Navier": "nævˈjeɪ", "Neyman": "ˈneɪmən", "Noether": "ˈnɜːtɚ",
    "Nguyen": "wɪn", "Nietzsche": "ˈniːtʃə", "Piaget": "piːəˈʒeɪ", "Pierre": "piˈɛɹ",
    "Poincaré": "pwæŋkɑːˈɹeɪ", "Poisson": "pwɑːˈsoʊn", "Qian": "tʃiˈɛn", "Ramanujan": "ɹəˈmɑːnuːdʒən",
    "Rousseau": "ɹuːˈsoʊ", "Schrödinger": "ˈʃɹeɪdɪŋɚ", "Schrodinger": "ˈʃɹeɪdɪŋɚ", "Sobolev": "ˈsoʊbəlɛf",
    "Takeshi": "tɑːˈkɛʃi", "Tikhonov": "ˈtiːkənɔːf", "Voronoi": "ˈvɔːɹənɔɪ", "Vygotsky": "vaɪˈgɑːtski",
    "Wasserstein": "ˈvɑːsɚstaɪn", "Weierstrass": "ˈvaɪɚstɹɑːs", "Xavier": "ˈzeɪviɚ", "Xu": "ʃuː",
    "Yves": "iːv", "Zhang": "dʒɑːŋ", "Zhao": "dʒaʊ", "Zhu": "dʒuː", "Zürich": "ˈzʊɹɪk",
}  # fmt: skip
"""As they are printed. Names that are words, too, as Lie and Jean, are left to a lexeme."""
SIBILANTS, VOICELESS = ("s", "z", "ʃ", "ʒ"), ("p", "t", "k", "f", "θ")
_FOUND = re.compile(rf"\[[^\]]*\]\([^)]*\)|\b({'|'.join(map(re.escape, NAMES))})(['’]s)?(?!\w)")


def names_sounded(text: str, written: Callable[[str, str], str]) -> str:
    """The text with each name as `written` writes a word and its IPA; what is written so already stays."""

    def said(found: re.Match[str]) -> str:
        name, owns = found[1], found[2] or ""
        return written(name + owns, NAMES[name] + (_s(NAMES[name]) if owns else "")) if name else found[0]

    return _FOUND.sub(said, text)


def _s(phonemes: str) -> str:
    """How a possessive ends."""
    if phonemes.endswith(SIBILANTS):
        return "ɪz"
    return "s" if phonemes.endswith(VOICELESS) else "z"
