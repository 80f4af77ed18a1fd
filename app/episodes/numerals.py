"""Numbers as English words: cardinals, ordinals, years, decimals and digits one by one."""

ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES = (
    (10**15, "quadrillion"),
    (10**12, "trillion"),
    (10**9, "billion"),
    (10**6, "million"),
    (1000, "thousand"),
)
ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
LARGEST = 10**18


def cardinal(value: int) -> str:
    """42 -> 'forty-two'. From 10**18 on, the digits one by one: nobody can follow the name."""
    if value < 0:
        return "minus " + cardinal(-value)
    if value >= LARGEST:
        return digits(str(value))
    if value < 20:
        return ONES[value]
    if value < 100:
        rest = value % 10
        return TENS[value // 10] + (f"-{ONES[rest]}" if rest else "")
    if value < 1000:
        rest = value % 100
        return f"{ONES[value // 100]} hundred" + (f" {cardinal(rest)}" if rest else "")
    for size, name in SCALES:
        if value >= size:
            rest = value % size
            return f"{cardinal(value // size)} {name}" + (f" {cardinal(rest)}" if rest else "")
    raise AssertionError(value)


def ordinal(value: int) -> str:
    """21 -> 'twenty-first'."""
    head, dash, last = cardinal(value).rpartition("-")
    if not dash:
        head, dash, last = cardinal(value).rpartition(" ")
    if last in ORDINALS:
        return head + dash + ORDINALS[last]
    return head + dash + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def year(value: int) -> str:
    """1998 -> 'nineteen ninety-eight', 2005 -> 'two thousand five', 1900 -> 'nineteen hundred'."""
    century, rest = divmod(value, 100)
    if not 1100 <= value <= 2099 or 2000 <= value <= 2009:
        return cardinal(value)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} " + (f"oh {ONES[rest]}" if rest < 10 else cardinal(rest))


def digits(text: str) -> str:
    """'305' -> 'three zero five'; everything that is not a decimal digit is skipped."""
    return " ".join(ONES[int(character)] for character in text if character.isdecimal())


def number(text: str) -> str:
    """'1,200' -> 'one thousand two hundred', '3.50' -> 'three point five zero', '.5' -> 'zero point five'."""
    whole, point, fraction = text.replace(",", "").partition(".")
    sign = "minus " if whole[:1] in {"-", "−"} else ""
    whole = whole.lstrip("-−+")
    if whole.startswith("0") and len(whole) > 1:
        return sign + digits(whole) + (f" point {digits(fraction)}" if point and fraction else "")
    spoken = cardinal(int(whole or "0"))
    return sign + spoken + (f" point {digits(fraction)}" if point and fraction else "")
