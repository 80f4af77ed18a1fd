"""Tables of the spoken form: how units, symbols, abbreviations and acronyms are said in English."""

UNITS = {
    # length, area, volume
    "km": ("kilometer", "kilometers"), "m": ("meter", "meters"), "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"), "µm": ("micrometer", "micrometers"), "nm": ("nanometer", "nanometers"),
    "pm": ("picometer", "picometers"), "ft": ("foot", "feet"), "mi": ("mile", "miles"), "in": ("inch", "inches"),
    "ha": ("hectare", "hectares"), "l": ("liter", "liters"), "L": ("liter", "liters"),
    "mL": ("milliliter", "milliliters"), "ml": ("milliliter", "milliliters"), "µL": ("microliter", "microliters"),
    # mass, amount
    "kg": ("kilogram", "kilograms"), "g": ("gram", "grams"), "mg": ("milligram", "milligrams"),
    "µg": ("microgram", "micrograms"), "ng": ("nanogram", "nanograms"), "t": ("ton", "tons"), "lb": ("pound", "pounds"),
    "mol": ("mole", "moles"), "mmol": ("millimole", "millimoles"), "mM": ("millimolar", "millimolar"),
    "µM": ("micromolar", "micromolar"), "Da": ("dalton", "daltons"), "kDa": ("kilodalton", "kilodaltons"),
    # time, frequency
    "h": ("hour", "hours"), "hr": ("hour", "hours"), "hrs": ("hours", "hours"), "min": ("minute", "minutes"),
    "mins": ("minutes", "minutes"), "s": ("second", "seconds"), "sec": ("second", "seconds"),
    "ms": ("millisecond", "milliseconds"), "µs": ("microsecond", "microseconds"), "us": ("microsecond", "microseconds"),
    "ns": ("nanosecond", "nanoseconds"), "ps": ("picosecond", "picoseconds"), "fs": ("femtosecond", "femtoseconds"),
    "Hz": ("hertz", "hertz"), "kHz": ("kilohertz", "kilohertz"), "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"), "THz": ("terahertz", "terahertz"), "fps": ("frame per second", "frames per second"),
    "rpm": ("revolution per minute", "revolutions per minute"), "yr": ("year", "years"), "yrs": ("years", "years"),
    # data
    "B": ("byte", "bytes"), "kB": ("kilobyte", "kilobytes"), "KB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"), "GB": ("gigabyte", "gigabytes"), "TB": ("terabyte", "terabytes"),
    "PB": ("petabyte", "petabytes"), "KiB": ("kibibyte", "kibibytes"), "MiB": ("mebibyte", "mebibytes"),
    "GiB": ("gibibyte", "gibibytes"), "TiB": ("tebibyte", "tebibytes"), "Kbps": ("kilobit per second", "kilobits per second"),
    "Mbps": ("megabit per second", "megabits per second"), "Gbps": ("gigabit per second", "gigabits per second"),
    "Mbit": ("megabit", "megabits"), "Gbit": ("gigabit", "gigabits"), "FLOPS": ("flop", "flops"),
    "MFLOPS": ("megaflop", "megaflops"), "GFLOPS": ("gigaflop", "gigaflops"), "TFLOPS": ("teraflop", "teraflops"),
    "PFLOPS": ("petaflop", "petaflops"), "GFlops": ("gigaflop", "gigaflops"), "TFlops": ("teraflop", "teraflops"),
    "px": ("pixel", "pixels"), "dpi": ("dot per inch", "dots per inch"),
    # electricity, energy, force, heat
    "V": ("volt", "volts"), "mV": ("millivolt", "millivolts"), "kV": ("kilovolt", "kilovolts"), "A": ("amp", "amps"),
    "mA": ("milliamp", "milliamps"), "µA": ("microamp", "microamps"), "W": ("watt", "watts"),
    "mW": ("milliwatt", "milliwatts"), "kW": ("kilowatt", "kilowatts"), "MW": ("megawatt", "megawatts"),
    "GW": ("gigawatt", "gigawatts"), "kWh": ("kilowatt hour", "kilowatt hours"), "Wh": ("watt hour", "watt hours"),
    "MWh": ("megawatt hour", "megawatt hours"), "J": ("joule", "joules"), "kJ": ("kilojoule", "kilojoules"),
    "MJ": ("megajoule", "megajoules"), "kcal": ("kilocalorie", "kilocalories"), "eV": ("electron volt", "electron volts"),
    "keV": ("kilo electron volt", "kilo electron volts"), "MeV": ("mega electron volt", "mega electron volts"),
    "GeV": ("giga electron volt", "giga electron volts"), "TeV": ("tera electron volt", "tera electron volts"),
    "N": ("newton", "newtons"), "kN": ("kilonewton", "kilonewtons"), "Pa": ("pascal", "pascals"),
    "hPa": ("hectopascal", "hectopascals"), "kPa": ("kilopascal", "kilopascals"), "MPa": ("megapascal", "megapascals"),
    "GPa": ("gigapascal", "gigapascals"), "bar": ("bar", "bars"), "mbar": ("millibar", "millibars"),
    "atm": ("atmosphere", "atmospheres"), "K": ("kelvin", "kelvin"), "mK": ("millikelvin", "millikelvin"),
    "°C": ("degree Celsius", "degrees Celsius"), "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"), "Ω": ("ohm", "ohms"), "kΩ": ("kilohm", "kilohms"), "F": ("farad", "farads"),
    "T": ("tesla", "tesla"), "mT": ("millitesla", "millitesla"), "dB": ("decibel", "decibels"), "lm": ("lumen", "lumens"),
    "lx": ("lux", "lux"), "Bq": ("becquerel", "becquerels"), "Sv": ("sievert", "sieverts"), "mSv": ("millisievert", "millisieverts"),
    "pc": ("parsec", "parsecs"), "kpc": ("kiloparsec", "kiloparsecs"), "Mpc": ("megaparsec", "megaparsecs"), "AU": ("astronomical unit", "astronomical units"),
    "ppm": ("part per million", "parts per million"), "ppb": ("part per billion", "parts per billion"),
    "bp": ("base pair", "base pairs"), "kb": ("kilobase", "kilobases"), "mph": ("mile per hour", "miles per hour"),
    "wt%": ("percent by weight", "percent by weight"), "vol%": ("percent by volume", "percent by volume"),
}  # fmt: skip

AMBIGUOUS_UNITS = frozenset("in m t h s l L B A V W J N K F T g us pm min AU".split())
"""Also words or letters: read as units only right behind a number and before no other word's tail."""

CURRENCIES = {
    "$": ("dollar", "dollars"), "US$": ("dollar", "dollars"), "€": ("euro", "euros"), "£": ("pound", "pounds"),
    "¥": ("yen", "yen"), "₹": ("rupee", "rupees"), "USD": ("dollar", "dollars"), "EUR": ("euro", "euros"),
    "GBP": ("pound", "pounds"), "CHF": ("franc", "francs"), "₩": ("won", "won"),
}  # fmt: skip

MAGNITUDES = {
    "k": "thousand", "K": "thousand", "M": "million", "B": "billion", "bn": "billion", "T": "trillion",
}  # fmt: skip

ABBREVIATIONS = {
    "e.g.,": "for example,", "e.g.": "for example,", "eg.": "for example,", "i.e.,": "that is,", "i.e.": "that is,",
    "ie.": "that is,", "et al.": "and others", "et al": "and others", "etc.": "et cetera", "vs.": "versus",
    "vs": "versus", "cf.": "compare", "viz.": "namely", "resp.": "respectively", "approx.": "approximately",
    "ca.": "around", "c.f.": "compare", "w.r.t.": "with respect to", "wrt": "with respect to", "w.l.o.g.": "without loss of generality",
    "i.i.d.": "independent and identically distributed", "iid": "independent and identically distributed",
    "a.k.a.": "also known as", "aka": "also known as", "incl.": "including", "excl.": "excluding", "max.": "maximum",
    "min.": "minimum", "avg.": "average", "est.": "estimated", "dept.": "department", "Dept.": "Department",
    "Univ.": "University", "Inc.": "Incorporated", "Ltd.": "Limited", "Corp.": "Corporation", "Co.": "Company",
    "Dr.": "Doctor", "Prof.": "Professor", "Mr.": "Mister", "Mrs.": "Missus", "Ms.": "Miz", "Jr.": "Junior",
    "Sr.": "Senior", "Ph.D.": "PhD", "M.Sc.": "Master of Science", "B.Sc.": "Bachelor of Science",
    "a.m.": "AM", "p.m.": "PM", "U.S.": "US", "U.S.A.": "USA", "U.K.": "UK", "E.U.": "EU", "w/o": "without", "w/": "with",
}  # fmt: skip

NUMBERED = {
    "Fig.": "Figure", "Figs.": "Figures", "fig.": "figure", "Eq.": "Equation", "Eqs.": "Equations", "Tab.": "Table",
    "Sec.": "Section", "Sect.": "Section", "Ch.": "Chapter", "Chap.": "Chapter", "App.": "Appendix", "Alg.": "Algorithm",
    "Vol.": "Volume", "vol.": "volume", "No.": "number", "no.": "number", "Nos.": "numbers", "pp.": "pages", "p.": "page",
    "Ref.": "Reference", "Refs.": "References", "ver.": "version", "Thm.": "Theorem", "#": "number ", "§": "section ", "§§": "sections ",
}  # fmt: skip

SYMBOLS = {
    "±": "plus or minus", "∓": "minus or plus", "×": "times", "÷": "divided by", "·": "times", "≤": "less than or equal to",
    "≥": "greater than or equal to", "⩽": "less than or equal to", "⩾": "greater than or equal to", "≪": "much less than",
    "≫": "much greater than", "≠": "not equal to", "≈": "approximately", "≃": "approximately", "∼": "approximately",
    "≅": "approximately equal to", "≡": "equivalent to", "∝": "proportional to", "→": "to", "⟶": "to", "↦": "maps to", "←": "from",
    "↔": "to and from", "⇒": "implies", "⇔": "if and only if", "↑": "up", "↓": "down", "∞": "infinity", "√": "the square root of",
    "∂": "partial", "∇": "nabla", "∫": "the integral of", "∑": "the sum of", "∏": "the product of", "∈": "in", "∉": "not in",
    "⊂": "a subset of", "⊆": "a subset of", "∪": "union", "∩": "intersection", "∅": "the empty set", "∀": "for all",
    "∃": "there exists", "¬": "not", "∧": "and", "∨": "or", "⊕": "plus", "⊗": "tensor", "∘": "composed with", "∗": "times", "−": "minus",
    "=": "equals", "<": "less than", ">": "greater than", "+": "plus", "~": "about", "&": "and", "@": "at", "‰": "per mille", "%": "percent",
    "†": "", "‡": "", "¶": "", "©": "copyright", "®": "", "™": "", "°": "degrees", "′": "prime", "″": "double prime", "ℓ": "ell", "ħ": "h bar",
    "…": ",", "∥": "parallel to", "⊥": "perpendicular to", "ℝ": "the real numbers", "ℕ": "the natural numbers", "ℤ": "the integers", "ℂ": "the complex numbers",
}  # fmt: skip

GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩϵϕϑ",
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau "
            "upsilon phi chi psi omega alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi "
            "omicron pi rho sigma tau upsilon phi chi psi omega epsilon phi theta"
        ).split(),
        strict=True,
    )
)

SAID_AS_WORDS = {
    "CUDA": "Cooda", "BLAS": "Blass", "LAPACK": "La-pack", "ANOVA": "Anova", "ASCII": "Askey", "BERT": "Bert", "BLEU": "Blue",
    "CERN": "Sern", "COVID": "Covid", "CRAN": "Cran", "FORTRAN": "Fortran", "GAN": "Gan", "GANs": "Gans", "GIF": "Gif", "GNU": "Gnoo",
    "GUI": "Gooey", "JPEG": "Jay-peg", "JSON": "Jason", "LASSO": "Lasso", "LaTeX": "Lay-tech", "TeX": "Tech", "LIDAR": "Lie-dar",
    "LiDAR": "Lie-dar", "MATLAB": "Matlab", "NASA": "Nasa", "NATO": "Nato", "NoSQL": "No sequel", "NumPy": "Num pie", "SciPy": "Sigh pie", "PyTorch": "Pie torch",
    "PyPI": "Pie P I", "POSIX": "Possix", "RAM": "Ram", "REPL": "Repple", "REST": "Rest", "ROC": "Rock", "ROM": "Rom", "SARS": "Sars",
    "SCADA": "Skayda", "SIM": "Sim", "SIMD": "Simdee", "SLURM": "Slurm", "SQL": "sequel", "MySQL": "My sequel", "SQLite": "Sequel light", "SSIM": "S-Sim",
    "UNESCO": "Unesco", "UNICEF": "Unicef", "UNIX": "Unix", "YAML": "Yammel", "TOML": "Tommel", "SVM": "SVM", "IEEE": "I triple E",
    "NaN": "not a number", "NaNs": "not a numbers", "mpi4py": "MPI for pie", "GHz": "gigahertz", "MHz": "megahertz",
    "kHz": "kilohertz", "GPUs": "GPUs", "PhD": "PhD", "OpenMP": "Open MP", "MPICH": "M-pitch", "OAuth": "Oh-auth", "NVIDIA": "Nvidia", "FAIR": "Fair", "SHAP": "Shap", "LIME": "Lime",
    "JOSS": "Joss", "JOSE": "Jose", "AIDS": "Aids", "OPEC": "Opec", "FIFA": "Fifa", "MNIST": "M-nist", "CIFAR": "See-far", "AVX": "AVX",
    "TCP/IP": "TCP IP", "I/O": "I O", "A/B": "A B", "C++": "C plus plus", "C#": "C sharp", "F#": "F sharp", "R²": "R squared", "pH": "P H",
}  # fmt: skip

PLAIN_CAPITALS = frozenset(
    "A I ALL AND ANY ARE BUT CAN FOR HAS HER HIS HOW ITS MAY MAX MIN NEW NO NOT NOW OF OFF OLD ON ONE OR OUR OUT SO "
    "THE TO TWO USE WAS WE WHO WHY YES YOU IF IN IS BE BY DO GO HE MY AN AS AT UP".split()
)
"""Ordinary words printed in capitals: read as words, not letter by letter. IT and US are left as letters."""

FILE_ENDINGS = {
    "jl": "J L", "py": "pie", "js": "JS", "ts": "TS", "rs": "RS", "cpp": "C P P", "csv": "CSV", "json": "Jason", "md": "M D", "txt": "text",
    "pdf": "PDF", "html": "HTML", "xml": "XML", "toml": "Tommel", "yaml": "Yammel", "yml": "Yammel", "sh": "S H", "ipynb": "notebook",
}  # fmt: skip

FRACTIONS = {
    "½": "one half", "⅓": "one third", "⅔": "two thirds", "¼": "one quarter", "¾": "three quarters", "⅕": "one fifth", "⅛": "one eighth",
}  # fmt: skip
DENOMINATORS = {
    2: "half",
    3: "third",
    4: "quarter",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
}

MONTHS = "January February March April May June July August September October November December".split()
