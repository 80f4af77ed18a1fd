"""More of the spoken form: maths, units, dates, money, chemistry, genes, code, addresses, notes."""

import pytest

from app.episodes.speaking import spoken_form

PAIRS = """
The drop is 9.8 m/s² there.|The drop is nine point eight meters per second squared there.
It drove 5 km/h.|It drove five kilometers per hour.
A dose of 3 mg/mL was given.|A dose of three milligrams per milliliter was given.
From 2019–2021 it grew.|From twenty nineteen to twenty twenty-one it grew.
Plants take up CO2.|Plants take up CO two.
Plants take up CO₂.|Plants take up CO two.
Water is H2O.|Water is H two O.
Glucose is C6H12O6.|Glucose is C six H twelve O six.
Rust is Fe2O3.|Rust is Fe two O three.
Acid is H2SO4.|Acid is H two S O four.
See pp. 3–5.|See pages three to five.
Here p < 0.001 holds.|Here p less than zero point zero zero one holds.
Here p = .05 holds.|Here p equals zero point zero five holds.
Here n=12 holds.|Here n equals twelve holds.
It varies ±5%.|It varies plus or minus five percent.
It is 5 ± 2 mm wide.|It is five plus or minus two millimeters wide.
It is ≈ 3 here.|It is approximately three here.
It holds if x > y.|It holds if x greater than y.
It holds if a ≠ b.|It holds if a not equal to b.
The sum x² + y² grows.|The sum x squared plus y squared grows.
It is 10⁻³ of that.|It is ten to the minus three of that.
It is 1e-5 of that.|It is one times ten to the minus five of that.
It cost £1,200.|It cost one thousand two hundred pounds.
It cost ¥500.|It cost five hundred yen.
It cost $1.99.|It cost one dollar and ninety-nine cents.
It cost 20 USD.|It cost twenty dollars.
It cost $3.5 million.|It cost three point five million dollars.
It is 5x faster.|It is five times faster.
It is 3–5× faster.|It is three to five times faster.
It began at 12:30.|It began at twelve thirty.
It began on 12 Jan 2020.|It began on January twelfth, twenty twenty.
It began on 2020-01-12.|It began on January twelfth, twenty twenty.
Music of the 1990s.|Music of the nineteen nineties.
The 21st century.|The twenty-first century.
About 3/4 of it.|About three quarters of it.
At 25 °C it melts.|At twenty-five degrees Celsius it melts.
At -5 °C it melts.|At minus five degrees Celsius it melts.
It runs at 2.4 GHz.|It runs at two point four gigahertz.
It holds 16 kB.|It holds sixteen kilobytes.
Dr. Smith came.|Doctor Smith came.
See Fig. 3.|See Figure three.
See Figs. 3 and 4.|See Figures three and four.
See Eq. (2).|See Equation two.
See Equation (12).|See Equation twelve.
It has β-carotene.|It has beta carotene.
It binds TGF-β there.|It binds TGF beta there.
A step of Δt is taken.|A step of delta t is taken.
It is 5 µm wide.|It is five micrometers wide.
The χ² test.|The chi squared test.
Here λ = 0.1 holds.|Here lambda equals zero point one holds.
The gene TP53 was cut.|The gene TP fifty-three was cut.
The gene BRCA1 was cut.|The gene BRCA one was cut.
The protein p53 was found.|The protein p fifty-three was found.
The protein IL-6 was found.|The protein IL six was found.
The virus SARS-CoV-2 spread.|The virus Sars CoV two spread.
Call foo_bar() first.|Call foo bar first.
The name __init__ is special.|The name init is special.
Use numpy.array for it.|Use numpy dot array for it.
Read file.txt first.|Read file dot text first.
See https://example.org/a/b for it.|See example dot org for it.
Write to me@example.org today.|Write to me at example dot org today.
It is known (doi:10.1000/xyz123).|It is known, its DOI.
It was shown [12].|It was shown.
It was shown [1, 2–4].|It was shown.
It was shown (Smith et al., 2019).|It was shown.
It was shown¹ before.|It was shown before.
It was shown.¹² Then more.|It was shown. Then more.
It was shown* before.|It was shown before.
It was shown† before.|It was shown before.
It takes O(n²) steps.|It takes O, n squared, steps.
The field A ∪ B is closed.|The field A union B is closed.
The root √2 is odd.|The root the square root of two is odd.
An area of 50 m² burnt.|An area of fifty square meters burnt.
A load of 10 cm³ fits.|A load of ten cubic centimeters fits.
It weighs 1 kg now.|It weighs one kilogram now.
It weighs 1.5 kg now.|It weighs one point five kilograms now.
Here R² is high.|Here R squared is high.
Here r = −0.42 holds.|Here r equals minus zero point four two holds.
It ranked #1 there.|It ranked number one there.
Written in C++ and C#.|Written in C plus plus and C sharp.
Use version 1.2.3 now.|Use version one point two point three now.
The model GPT-4 writes.|The model GPT four writes.
A Phase III trial began.|A Phase three trial began.
After World War II it grew.|After World War two it grew.
See Chapter IV there.|See Chapter four there.
A Type II error occurs.|A Type two error occurs.
It waits 10 ms there.|It waits ten milliseconds there.
It holds 2 ppm of it.|It holds two parts per million of it.
It grew 3-fold there.|It grew three-fold there.
Only ~50 came.|Only about fifty came.
"""
TABLE = [tuple(line.split("|")) for line in PAIRS.strip().splitlines()]


def test_the_table_is_large() -> None:
    assert len(TABLE) > 75


@pytest.mark.parametrize(("printed", "said"), TABLE, ids=[printed for printed, _ in TABLE])
def test_a_printed_sentence_is_said(printed: str, said: str) -> None:
    assert spoken_form(printed) == said


@pytest.mark.parametrize("text", ["HIV1 spreads.", "UNIX2 runs.", "In COVID19 wards.", "Part IIX of it."])
def test_what_only_looks_like_a_notation_is_left(text: str) -> None:
    from app.episodes.notations import rewritten

    assert rewritten(text) == text
