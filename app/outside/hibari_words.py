"""Names and terms the voice guesses wrong, being in no dictionary of its own, in IPA as English says them."""

import re
from collections.abc import Callable

NAMES = {
    "Akaike": "əˈkaɪkeɪ", "Alzheimer": "ˈɑltshaɪmɚ", "Ampère": "ˈæmpɛɹ", "André": "ɑnˈdɹeɪ",
    "Ångström": "ˈæŋstɹəm", "Arrhenius": "əˈɹiːniəs", "Bourdieu": "bɔɹˈdjuː", "Breiman": "ˈbɹaɪmən",
    "Bézier": "ˈbɛzieɪ", "Caenorhabditis": "ˌsiːnoʊɹæbˈdaɪtɪs", "Camille": "kəˈmiːl", "Camus": "kæˈmuː",
    "Cauchy": "koʊˈʃiː", "Chandrasekhar": "ˌtʃʌndɹəˈʃeɪkɚ", "Chebyshev": "ˈtʃɛbɪʃɛf", "Chiara": "kiˈɑːɹə",
    "Chloe": "ˈkloʊi", "Chloé": "ˈkloʊi", "Cholesky": "ʃəˈlɛski", "Cramér": "kɹəˈmɛɹ", "Debian": "ˈdɛbiən",
    "Dirac": "dɪˈɹæk", "Dirichlet": "ˌdɪɹɪˈkleɪ", "Durkheim": "ˈdɜɹkhaɪm", "Eigen": "ˈaɪgən",
    "Euler": "ˈɔɪlɚ", "Eulerian": "ɔɪˈliːɹiən", "Fermat": "fɛɹˈmɑː", "Fleiss": "flaɪs",
    "Foucault": "fuːˈkoʊ", "Fourier": "ˈfʊɹieɪ", "François": "fɹɑnˈswɑː", "Fréchet": "fɹeɪˈʃeɪ",
    "Galois": "gælˈwɑː", "Garcia": "gɑɹˈsiːə", "García": "gɑɹˈsiːə", "Giovanni": "dʒoʊˈvɑːni",
    "Giuseppe": "dʒuˈsɛpi", "Goethe": "ˈgɜːtə", "Guillermo": "giˈjɛɹmoʊ", "Göttingen": "ˈgɜːtɪŋən",
    "Haar": "hɑːɹ", "Haenszel": "ˈhɛnzəl", "Hausdorff": "ˈhaʊsdɔɹf", "Hegel": "ˈheɪgəl",
    "Heinrich": "ˈhaɪnɹɪk", "Hermite": "ɛɹˈmiːt", "Hermitian": "hɚˈmɪʃən", "Hessian": "ˈhɛsiən",
    "Huygens": "ˈhaɪgənz", "Jacobi": "dʒəˈkoʊbi", "Jacques": "ʒɑːk", "Javier": "hɑːviˈɛɹ",
    "Joaquin": "wɑːˈkiːn", "Joaquín": "wɑːˈkiːn", "Johann": "ˈjoʊhɑːn", "Jorge": "ˈhɔɹheɪ",
    "Jose": "hoʊˈzeɪ", "José": "hoʊˈzeɪ", "Jürgen": "ˈjɜɹgən", "Keynes": "keɪnz", "Lagrange": "ləˈgɹɑːndʒ",
    "Laplace": "ləˈplɑːs", "Laplacian": "ləˈplɑːsiən", "Lebesgue": "ləˈbɛg", "Legendre": "ləˈʒɑːndɹə",
    "Leibler": "ˈlaɪblɚ", "Leibniz": "ˈlaɪbnɪts", "Levene": "ləˈviːn", "Likert": "ˈlɪkɚt",
    "Linnaeus": "lɪˈniːəs", "Lipschitz": "ˈlɪpʃɪts", "Lyon": "liˈɔːn", "Łódź": "wuːdʒ", "Maria": "məˈɹiːə",
    "Marie": "məˈɹiː", "María": "məˈɹiːə", "Matteo": "məˈteɪoʊ", "Matérn": "məˈtɛɹn", "Michel": "miˈʃɛl",
    "Minkowski": "mɪŋˈkɔːfski", "Navier": "nævˈjeɪ", "Neyman": "ˈneɪmən", "Nguyen": "wɪn",
    "Nietzsche": "ˈniːtʃə", "Noether": "ˈnɜːtɚ", "Paulo": "ˈpaʊloʊ", "Piaget": "piːəˈʒeɪ",
    "Pierre": "piˈɛɹ", "Poincaré": "pwæŋkɑːˈɹeɪ", "Poisson": "pwɑːˈsoʊn", "Qian": "tʃiˈɛn",
    "Ramanujan": "ɹəˈmɑːnuːdʒən", "ReLU": "ˈɹeɪluː", "Rousseau": "ɹuːˈsoʊ", "Röntgen": "ˈɹɛntgən",
    "Schrodinger": "ˈʃɹeɪdɪŋɚ", "Schrödinger": "ˈʃɹeɪdɪŋɚ", "Sobolev": "ˈsoʊbəlɛf", "Takeshi": "tɑːˈkɛʃi",
    "Tikhonov": "ˈtiːkənɔːf", "Tycho": "ˈtaɪkoʊ", "Voronoi": "ˈvɔːɹənɔɪ", "Vygotsky": "vaɪˈgɑːtski",
    "Wasserstein": "ˈvɑːsɚstaɪn", "Weierstrass": "ˈvaɪɚstɹɑːs", "Wrocław": "ˈvɹɔːtslɑːf",
    "Xavier": "ˈzeɪviɚ", "Xi'an": "ʃiːˈɑːn", "Xi’an": "ʃiːˈɑːn", "Xu": "ʃuː", "Yves": "iːv",
    "Zhang": "dʒɑːŋ", "Zhao": "dʒaʊ", "Zhu": "dʒuː", "Zürich": "ˈzʊɹɪk",
}  # fmt: skip
"""As they are printed. Names that are words, too, as Lie and Jean, are left to a lexeme."""
TERMS = {
    "adalimumab": "ˌædəˈlɪmjumæb", "coli": "ˈkoʊlaɪ", "diffeomorphism": "ˌdɪfioʊˈmɔɹfɪzəm",
    "facie": "ˈfeɪʃə", "heteroscedastic": "ˌhɛtəɹoʊskəˈdæstɪk",
    "heteroscedasticity": "ˌhɛtəɹoʊskədæˈstɪsɪti", "heteroskedastic": "ˌhɛtəɹoʊskəˈdæstɪk",
    "heteroskedasticity": "ˌhɛtəɹoʊskədæˈstɪsɪti", "homoscedastic": "ˌhoʊmoʊskəˈdæstɪk",
    "homoscedasticity": "ˌhoʊmoʊskədæˈstɪsɪti", "homoskedastic": "ˌhoʊmoʊskəˈdæstɪk",
    "homoskedasticity": "ˌhoʊmoʊskədæˈstɪsɪti", "homotopy": "həˈmɑtəpi", "logit": "ˈloʊdʒɪt",
    "melanogaster": "ˌmɛlənoʊˈgæstɚ", "parameterization": "pəˌɹæmətəɹəˈzeɪʃən",
    "sociodemographic": "ˌsoʊsioʊdɛməˈgɹæfɪk",
}  # fmt: skip
"""Words of a field in small letters, which may begin a sentence and have a plural."""
SIBILANTS, VOICELESS = ("s", "z", "ʃ", "ʒ"), ("p", "t", "k", "f", "θ")
_SAID = NAMES | TERMS | {term.capitalize(): ipa for term, ipa in TERMS.items()}
_FOUND = re.compile(
    r"\[[^\]]*\]\([^)]*\)"
    rf"|\b({'|'.join(map(re.escape, NAMES))})(['’]s)?(?!\w)"
    rf"|\b((?i:{'|'.join(map(re.escape, TERMS))}))(s|['’]s)?(?!\w)"
)


def words_sounded(text: str, written: Callable[[str, str], str]) -> str:
    """The text with each of these words as `written` writes a word and its IPA; what is written so stays."""

    def said(found: re.Match[str]) -> str:
        word, ending = found[1] or found[3], found[2] or found[4] or ""
        phonemes = _SAID.get(word)
        return written(word + ending, phonemes + (_s(phonemes) if ending else "")) if phonemes else found[0]

    return _FOUND.sub(said, text)


def _s(phonemes: str) -> str:
    """How a possessive and a plural end."""
    if phonemes.endswith(SIBILANTS):
        return "ɪz"
    return "s" if phonemes.endswith(VOICELESS) else "z"
