"""Units as they are printed and said, the money signs, and the words for large numbers."""

from app.episodes.words import listed

UNITS = {
    "km": ("kilometer", "kilometers"), "m": ("meter", "meters"), "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"), "µm": ("micrometer", "micrometers"),
    "nm": ("nanometer", "nanometers"), "pm": ("picometer", "picometers"), "ft": ("foot", "feet"),
    "mi": ("mile", "miles"), "in": ("inch", "inches"), "ha": ("hectare", "hectares"),
    "l": ("liter", "liters"), "L": ("liter", "liters"), "mL": ("milliliter", "milliliters"),
    "ml": ("milliliter", "milliliters"), "µL": ("microliter", "microliters"),
    "kg": ("kilogram", "kilograms"), "g": ("gram", "grams"), "mg": ("milligram", "milligrams"),
    "µg": ("microgram", "micrograms"), "ng": ("nanogram", "nanograms"), "t": ("ton", "tons"),
    "lb": ("pound", "pounds"), "mol": ("mole", "moles"), "mmol": ("millimole", "millimoles"),
    "mM": ("millimolar", "millimolar"), "µM": ("micromolar", "micromolar"), "Da": ("dalton", "daltons"),
    "kDa": ("kilodalton", "kilodaltons"), "h": ("hour", "hours"), "hr": ("hour", "hours"),
    "hrs": ("hours", "hours"), "min": ("minute", "minutes"), "mins": ("minutes", "minutes"),
    "s": ("second", "seconds"), "sec": ("second", "seconds"), "ms": ("millisecond", "milliseconds"),
    "µs": ("microsecond", "microseconds"), "us": ("microsecond", "microseconds"),
    "ns": ("nanosecond", "nanoseconds"), "ps": ("picosecond", "picoseconds"),
    "fs": ("femtosecond", "femtoseconds"), "Hz": ("hertz", "hertz"), "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"), "GHz": ("gigahertz", "gigahertz"), "THz": ("terahertz", "terahertz"),
    "fps": ("frame per second", "frames per second"),
    "rpm": ("revolution per minute", "revolutions per minute"), "yr": ("year", "years"),
    "yrs": ("years", "years"), "B": ("byte", "bytes"), "kB": ("kilobyte", "kilobytes"),
    "KB": ("kilobyte", "kilobytes"), "MB": ("megabyte", "megabytes"), "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"), "PB": ("petabyte", "petabytes"), "KiB": ("kibibyte", "kibibytes"),
    "MiB": ("mebibyte", "mebibytes"), "GiB": ("gibibyte", "gibibytes"), "TiB": ("tebibyte", "tebibytes"),
    "Kbps": ("kilobit per second", "kilobits per second"),
    "Mbps": ("megabit per second", "megabits per second"),
    "Gbps": ("gigabit per second", "gigabits per second"), "Mbit": ("megabit", "megabits"),
    "Gbit": ("gigabit", "gigabits"), "FLOPS": ("flop", "flops"), "MFLOPS": ("megaflop", "megaflops"),
    "GFLOPS": ("gigaflop", "gigaflops"), "TFLOPS": ("teraflop", "teraflops"),
    "PFLOPS": ("petaflop", "petaflops"), "GFlops": ("gigaflop", "gigaflops"),
    "TFlops": ("teraflop", "teraflops"), "px": ("pixel", "pixels"),
    "dpi": ("dot per inch", "dots per inch"), "V": ("volt", "volts"), "mV": ("millivolt", "millivolts"),
    "kV": ("kilovolt", "kilovolts"), "A": ("amp", "amps"), "mA": ("milliamp", "milliamps"),
    "µA": ("microamp", "microamps"), "W": ("watt", "watts"), "mW": ("milliwatt", "milliwatts"),
    "kW": ("kilowatt", "kilowatts"), "MW": ("megawatt", "megawatts"), "GW": ("gigawatt", "gigawatts"),
    "kWh": ("kilowatt hour", "kilowatt hours"), "Wh": ("watt hour", "watt hours"),
    "MWh": ("megawatt hour", "megawatt hours"), "J": ("joule", "joules"), "kJ": ("kilojoule", "kilojoules"),
    "MJ": ("megajoule", "megajoules"), "kcal": ("kilocalorie", "kilocalories"),
    "eV": ("electron volt", "electron volts"), "keV": ("kilo electron volt", "kilo electron volts"),
    "MeV": ("mega electron volt", "mega electron volts"),
    "GeV": ("giga electron volt", "giga electron volts"),
    "TeV": ("tera electron volt", "tera electron volts"), "N": ("newton", "newtons"),
    "kN": ("kilonewton", "kilonewtons"), "Pa": ("pascal", "pascals"),
    "hPa": ("hectopascal", "hectopascals"), "kPa": ("kilopascal", "kilopascals"),
    "MPa": ("megapascal", "megapascals"), "GPa": ("gigapascal", "gigapascals"), "bar": ("bar", "bars"),
    "mbar": ("millibar", "millibars"), "atm": ("atmosphere", "atmospheres"), "K": ("kelvin", "kelvin"),
    "mK": ("millikelvin", "millikelvin"), "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"), "°": ("degree", "degrees"), "Ω": ("ohm", "ohms"),
    "kΩ": ("kilohm", "kilohms"), "F": ("farad", "farads"), "T": ("tesla", "tesla"),
    "mT": ("millitesla", "millitesla"), "dB": ("decibel", "decibels"), "lm": ("lumen", "lumens"),
    "lx": ("lux", "lux"), "Bq": ("becquerel", "becquerels"), "Sv": ("sievert", "sieverts"),
    "mSv": ("millisievert", "millisieverts"), "pc": ("parsec", "parsecs"),
    "kpc": ("kiloparsec", "kiloparsecs"), "Mpc": ("megaparsec", "megaparsecs"),
    "AU": ("astronomical unit", "astronomical units"), "ppm": ("part per million", "parts per million"),
    "ppb": ("part per billion", "parts per billion"), "bp": ("base pair", "base pairs"),
    "kb": ("kilobase", "kilobases"), "mph": ("mile per hour", "miles per hour"),
    "wt%": ("percent by weight", "percent by weight"), "vol%": ("percent by volume", "percent by volume"),
}  # fmt: skip
"""Symbol to singular and plural."""

AMBIGUOUS_UNITS = listed("in m t h s l L B A V W J N K F T g us pm min AU")
"""Also words or letters: read as units only right behind a number."""

CURRENCIES = {
    "$": ("dollar", "dollars"), "US$": ("dollar", "dollars"), "€": ("euro", "euros"),
    "£": ("pound", "pounds"), "¥": ("yen", "yen"), "₹": ("rupee", "rupees"), "USD": ("dollar", "dollars"),
    "EUR": ("euro", "euros"), "GBP": ("pound", "pounds"), "CHF": ("franc", "francs"), "₩": ("won", "won"),
}  # fmt: skip

MAGNITUDES = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "B": "billion", "bn": "billion",
    "T": "trillion",
}  # fmt: skip
