"""Tables of the spoken form: how symbols, abbreviations and acronyms are said in English."""

from app.episodes.words import listed

ABBREVIATIONS = {
    "e.g.,": "for example,", "e.g.": "for example,", "eg.": "for example,", "i.e.,": "that is,",
    "i.e.": "that is,", "ie.": "that is,", "et al.": "and others", "et al": "and others",
    "etc.": "et cetera", "vs.": "versus", "vs": "versus", "cf.": "compare", "viz.": "namely",
    "resp.": "respectively", "approx.": "approximately", "Approx.": "Approximately",
    "ca.": "around", "Ca.": "Around", "Mt.": "Mount", "c.f.": "compare",
    "w.r.t.": "with respect to", "wrt": "with respect to", "w.l.o.g.": "without loss of generality",
    "i.i.d.": "independent and identically distributed", "iid": "independent and identically distributed",
    "a.k.a.": "also known as", "aka": "also known as", "incl.": "including", "excl.": "excluding",
    "max.": "maximum", "min.": "minimum", "avg.": "average", "est.": "estimated", "dept.": "department",
    "Dept.": "Department", "Univ.": "University", "Inc.": "Incorporated", "Ltd.": "Limited",
    "Corp.": "Corporation", "Co.": "Company", "Dr.": "Doctor", "Prof.": "Professor", "Mr.": "Mister",
    "Mrs.": "Missus", "Ms.": "Miz", "Jr.": "Junior", "Sr.": "Senior", "Ph.D.": "PhD",
    "M.Sc.": "Master of Science", "B.Sc.": "Bachelor of Science", "a.m.": "AM", "p.m.": "PM", "U.S.": "US",
    "U.S.A.": "USA", "U.K.": "UK", "E.U.": "EU", "w/o": "without", "w/": "with",
}  # fmt: skip

NUMBERED = {
    "Fig.": "Figure", "Figs.": "Figures", "fig.": "figure", "Eq.": "Equation", "Eqs.": "Equations",
    "Tab.": "Table", "Sec.": "Section", "Sect.": "Section", "Ch.": "Chapter", "Chap.": "Chapter",
    "ch.": "chapter", "chap.": "chapter",
    "App.": "Appendix", "Alg.": "Algorithm", "Vol.": "Volume", "vol.": "volume", "No.": "number",
    "no.": "number", "Nos.": "numbers", "pp.": "pages", "p.": "page", "Ref.": "Reference",
    "Refs.": "References", "ver.": "version", "Thm.": "Theorem", "#": "number ", "§": "section ",
    "§§": "sections ",
}  # fmt: skip
"""Said before a number only."""

SYMBOLS = {
    "±": "plus or minus", "∓": "minus or plus", "×": "times", "÷": "divided by", "·": "times",
    "≤": "less than or equal to", "≥": "greater than or equal to", "⩽": "less than or equal to",
    "⩾": "greater than or equal to", "≪": "much less than", "≫": "much greater than", "≠": "not equal to",
    "≈": "approximately", "≃": "approximately", "∼": "approximately", "≅": "approximately equal to",
    "≡": "equivalent to", "∝": "proportional to", "→": "to", "⟶": "to", "↦": "maps to", "←": "from",
    "↔": "to and from", "⇒": "implies", "⇔": "if and only if", "↑": "up", "↓": "down", "∞": "infinity",
    "√": "the square root of", "∂": "partial", "∇": "nabla", "∫": "the integral of", "∑": "the sum of",
    "∏": "the product of", "∈": "in", "∉": "not in", "⊂": "a subset of", "⊆": "a subset of", "∪": "union",
    "∩": "intersection", "∅": "the empty set", "∀": "for all", "∃": "there exists", "¬": "not", "∧": "and",
    "∨": "or", "⊕": "plus", "⊗": "tensor", "∘": "composed with", "∗": "times", "−": "minus", "=": "equals",
    "<": "less than", ">": "greater than", "+": "plus", "~": "about", "&": "and", "@": "at",
    "‰": "per mille", "%": "percent", "†": "", "‡": "", "¶": "", "©": "copyright", "®": "", "™": "",
    "°": "degrees", "′": "prime", "″": "double prime", "ℓ": "ell", "ħ": "h bar", "…": ",",
    "∥": "parallel to", "⊥": "perpendicular to", "ℝ": "the real numbers", "ℕ": "the natural numbers",
    "ℤ": "the integers", "ℂ": "the complex numbers",
}  # fmt: skip

GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩϵϕϑ",
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "omicron",
            "pi",
            "rho",
            "sigma",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "chi",
            "psi",
            "omega",
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "omicron",
            "pi",
            "rho",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "chi",
            "psi",
            "omega",
            "epsilon",
            "phi",
            "theta",
        ],
        strict=True,
    )
)

SAID_AS_WORDS = {
    "CUDA": "Cooda", "BLAS": "Blass", "LAPACK": "La-pack", "ANOVA": "Anova", "ASCII": "Askey",
    "BERT": "Bert", "BLEU": "Blue", "CERN": "Sern", "COVID": "Covid", "CRAN": "Cran", "FORTRAN": "Fortran",
    "GAN": "Gan", "GANs": "Gans", "GIF": "Gif", "GNU": "Gnoo", "GUI": "Gooey", "JPEG": "Jay-peg",
    "JSON": "Jason", "LASSO": "Lasso", "LaTeX": "Lay-tech", "TeX": "Tech", "LIDAR": "Lie-dar",
    "LiDAR": "Lie-dar", "MATLAB": "Matlab", "NASA": "Nasa", "NATO": "Nato", "NoSQL": "No sequel",
    "NumPy": "Num pie", "SciPy": "Sigh pie", "PyTorch": "Pie torch", "PyPI": "Pie P I", "POSIX": "Possix",
    "RAM": "Ram", "REPL": "Repple", "REST": "Rest", "ROM": "Rom", "SARS": "Sars",
    "SCADA": "Skayda", "SIM": "Sim", "SIMD": "Simdee", "SLURM": "Slurm", "SQL": "sequel",
    "MySQL": "My sequel", "SQLite": "Sequel light", "SSIM": "S-Sim", "UNESCO": "Unesco", "UNICEF": "Unicef",
    "UNIX": "Unix", "YAML": "Yammel", "TOML": "Tommel", "SVM": "SVM", "IEEE": "I triple E",
    "NaN": "not a number", "NaNs": "not a numbers", "mpi4py": "MPI for pie", "GHz": "gigahertz",
    "MHz": "megahertz", "kHz": "kilohertz", "GPUs": "GPUs", "PhD": "PhD", "OpenMP": "Open MP",
    "MPICH": "M-pitch", "OAuth": "Oh-auth", "NVIDIA": "Nvidia", "FAIR": "Fair", "SHAP": "Shap",
    "LIME": "Lime", "JOSS": "Joss", "JOSE": "Jose", "AIDS": "Aids", "OPEC": "Opec", "FIFA": "Fifa",
    "MNIST": "M-nist", "CIFAR": "See-far", "AVX": "AVX", "TCP/IP": "TCP IP", "I/O": "I O", "A/B": "A B",
    "C++": "C plus plus", "C#": "C sharp", "F#": "F sharp", "R²": "R squared", "pH": "P H",
}  # fmt: skip
"""Names whose spelling misleads a voice."""

SAID_AS_WRITTEN = listed(
    "GitHub GitLab YouTube JavaScript TypeScript PowerPoint LinkedIn WordPress LaTeX TeX OpenMP arXiv"
)
"""Names with a capital inside that voices know."""

PLAIN_CAPITALS = listed(
    """
    A I ALL AND ANY ARE BUT CAN FOR HAS HER HIS HOW ITS MAY MAX MIN NEW NO NOT NOW OF OFF OLD ON ONE OR OUR
    OUT SO THE
    TO TWO USE WAS WE WHY YES YOU IF IN IS BE BY DO GO HE MY AN AS AT UP
    """
)
"""Ordinary words printed in capitals: read as words, not letter by letter. IT and US are left as letters."""

FILE_ENDINGS = {
    "jl": "J L", "py": "pie", "js": "JS", "ts": "TS", "rs": "RS", "cpp": "C P P", "csv": "CSV",
    "json": "Jason", "md": "M D", "txt": "text", "pdf": "PDF", "html": "HTML", "xml": "XML",
    "toml": "Tommel", "yaml": "Yammel", "yml": "Yammel", "sh": "S H", "ipynb": "notebook",
}  # fmt: skip

FRACTIONS = {
    "½": "one half", "⅓": "one third", "⅔": "two thirds", "¼": "one quarter", "¾": "three quarters",
    "⅕": "one fifth", "⅛": "one eighth",
}  # fmt: skip

DENOMINATORS = {
    2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth",
    10: "tenth",
}  # fmt: skip

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
