"""The spoken form: what is printed, and how it is said."""

import re

import pytest

from app.episodes.numerals import cardinal, number, ordinal, year
from app.episodes.speaking import spoken_form

PAIRS = """
It has 7 parts.|It has seven parts.
It has 42 parts.|It has forty-two parts.
It has 100 parts.|It has one hundred parts.
It has 512 parts.|It has five hundred twelve parts.
It has 1,234 parts.|It has one thousand two hundred thirty-four parts.
It has 1234 parts.|It has one thousand two hundred thirty-four parts.
It has 1,000,000 parts.|It has one million parts.
It has 10 000 parts.|It has ten thousand parts.
It has 2048 samples.|It has two thousand forty-eight samples.
It weighs 3.5 grams.|It weighs three point five grams.
It weighs 0.05 grams.|It weighs zero point zero five grams.
It weighs .5 grams.|It weighs zero point five grams.
It fell by -3 points.|It fell by minus three points.
It fell to −3.2 points.|It fell to minus three point two points.
There are +5 votes.|There are plus five votes.
Between 5-10 users came.|Between five to ten users came.
It took 5–10 minutes.|It took five to ten minutes.
It took 1.5-2.5 hours.|It took one point five to two point five hours.
It rose 12%.|It rose twelve percent.
It rose 12.5 %.|It rose twelve point five percent.
It rose 10–20%.|It rose ten to twenty percent.
It rose from 5% to 10%.|It rose from five percent to ten percent.
It fell -5%.|It fell minus five percent.
It costs $5.|It costs five dollars.
It costs $1.|It costs one dollar.
It costs $3.50.|It costs three dollars and fifty cents.
It costs €20.|It costs twenty euros.
It costs 20 €.|It costs twenty euros.
It costs £100.|It costs one hundred pounds.
It costs $2 million.|It costs two million dollars.
It costs $2.5M.|It costs two point five million dollars.
It costs 300 USD.|It costs three hundred dollars.
It costs ¥500.|It costs five hundred yen.
It began in 1998.|It began in nineteen ninety-eight.
It began in 2005.|It began in two thousand five.
It began in 2012.|It began in twenty twelve.
It began in 1900.|It began in nineteen hundred.
It began in 1906.|It began in nineteen oh six.
It ran 1990–2005.|It ran nineteen ninety to two thousand five.
It ran 1998-99.|It ran nineteen ninety-eight to nineteen ninety-nine.
The 1990s were good.|The nineteen nineties were good.
The 2010s were good.|The twenty tens were good.
On March 3, 2021 it rained.|On March third, twenty twenty-one it rained.
On 3 March 2021 it rained.|On March third, twenty twenty-one it rained.
On 2021-03-03 it rained.|On March third, twenty twenty-one it rained.
In July 2012 it rained.|In July twenty twelve it rained.
On Jan. 5 it rained.|On January fifth it rained.
At 10:30 am it rained.|At ten thirty AM it rained.
At 9:05 it rained.|At nine oh five it rained.
At 12:00 it rained.|At twelve o'clock it rained.
The 1st run.|The first run.
The 2nd run.|The second run.
The 3rd run.|The third run.
The 21st run.|The twenty-first run.
The 100th run.|The one hundredth run.
The 12th run.|The twelfth run.
It is 5 km long.|It is five kilometers long.
It is 1 km long.|It is one kilometer long.
It is 5km long.|It is five kilometers long.
It runs at 3 GHz.|It runs at three gigahertz.
It runs at 3.5GHz.|It runs at three point five gigahertz.
It took 20 ms.|It took twenty milliseconds.
It took 1.5 µs.|It took one point five microseconds.
It took 1.5 μs.|It took one point five microseconds.
It took 3 s.|It took three seconds.
It took 2 h.|It took two hours.
It uses 16 GB of memory.|It uses sixteen gigabytes of memory.
It uses 512 MiB.|It uses five hundred twelve mebibytes.
It moves at 20 m/s.|It moves at twenty meters per second.
It moves 100 km/h.|It moves one hundred kilometers per hour.
It covers 5 km².|It covers five square kilometers.
It holds 3 m³.|It holds three cubic meters.
It is 37 °C warm.|It is thirty-seven degrees Celsius warm.
It is 37°C warm.|It is thirty-seven degrees Celsius warm.
It is -5 °C cold.|It is minus five degrees Celsius cold.
A 90° turn.|A ninety degrees turn.
It weighs 5 kg.|It weighs five kilograms.
It weighs 5 mg/L.|It weighs five milligrams per liter.
It emits 50 dB.|It emits fifty decibels.
It draws 5 W.|It draws five watts.
It needs 5 V.|It needs five volts.
A 3–5 ms delay.|A three to five milliseconds delay.
A 5-km walk.|A five kilometer walk.
A 64-bit number.|A sixty-four-bit number.
A 0-based order.|A zero-based order.
A 3D plot.|A three D plot.
About 10^6 items.|About ten to the sixth items.
About 10⁶ items.|About ten to the sixth items.
About 10⁻³ items.|About ten to the minus three items.
About 10^-3 items.|About ten to the minus three items.
About 3.2 × 10^5 items.|About three point two times ten to the fifth items.
About 1e-5 of it.|About one times ten to the minus five of it.
It grows as n².|It grows as n squared.
It grows as n^2.|It grows as n squared.
It grows as n³.|It grows as n cubed.
It is 3x faster.|It is three times faster.
It is 2× faster.|It is two times faster.
A 640x480 image.|A six hundred forty by four hundred eighty image.
A 3 × 3 grid.|A three by three grid.
With 5k users.|With five thousand users.
With 5M users.|With five million users.
With 3 million users.|With three million users.
About ½ of it.|About one half of it.
About 2½ of it.|About two and a half of it.
About 3/4 of it.|About three quarters of it.
About 1/2 of it.|About one half of it.
It is on 24/7.|It is on twenty-four seven.
Cats, e.g. lions, sleep.|Cats, for example, lions, sleep.
Cats, i.e., felines, sleep.|Cats, that is, felines, sleep.
Smith et al. said so.|Smith and others said so.
Cats vs. dogs.|Cats versus dogs.
Cats, dogs, etc.|Cats, dogs, et cetera.
See Fig. 3 for it.|See Figure three for it.
See Eq. 2 for it.|See Equation two for it.
See Sec. 4 for it.|See Section four for it.
See § 4 for it.|See section four for it.
Dr. Smith left.|Doctor Smith left.
Prof. Smith left.|Professor Smith left.
It is approx. 5.|It is approximately five.
It is cf. 5.|It is compare five.
Item No. 5 left.|Item number five left.
It uses MPI.|It uses MPI.
It uses GPUs.|It uses GPUs.
It uses NASA data.|It uses Nasa data.
It uses CUDA.|It uses Cooda.
It uses JSON.|It uses Jason.
It uses SQL.|It uses sequel.
It uses IEEE rules.|It uses I triple E rules.
It uses REVISE.|It uses Revise.
It is SIMD-accelerated.|It is Simdee accelerated.
It uses HDF5.|It uses HDF five.
It uses AVX-512.|It uses AVX five hundred twelve.
It uses Float64.|It uses Float sixty-four.
It uses MPI.jl.|It uses MPI dot J L.
It uses main.py.|It uses main dot pie.
It calls send_buffer.|It calls send buffer.
It calls MPI_Send.|It calls MPI Send.
It calls finalize().|It calls finalize.
It calls MPI.Recv! twice.|It calls MPI dot Recv twice.
Julia v1.3 is out.|Julia version one point three is out.
Julia 1.5.2 is out.|Julia one point five point two is out.
It uses C++ and C#.|It uses C plus plus and C sharp.
It does I/O.|It does I O.
Input/output is slow.|Input or output is slow.
Cats and/or dogs.|Cats and or dogs.
Cats & dogs.|Cats and dogs.
It is ~5.|It is about five.
About ~90% came.|About ninety percent came.
It is 5 ± 1.|It is five plus or minus one.
Here p < 0.05.|Here p less than zero point zero five.
Here p ≤ 0.05.|Here p less than or equal to zero point zero five.
Here n = 12.|Here n equals twelve.
From x → y.|From x to y.
The α level.|The alpha level.
The Δ value.|The delta value.
It works [12].|It works.
It works [12, 13].|It works.
It works (Smith et al., 2020).|It works.
It works (see below).|It works, see below.
The “ping pong” test.|The ping pong test.
The 'old' test.|The old test.
The tool (fast) works.|The tool, fast, works.
The tool — fast — works.|The tool, fast, works.
See https://github.com/foo now.|See github dot com slash foo now.
See https://example.org/a-b?c=1.|See example dot org.
See www.example.org now.|See example dot org now.
Mail ada@example.org now.|Mail ada at example dot org now.
It uses <b>bold</b> text.|It uses bold text.
It uses `code` text.|It uses code text.
It uses **bold** text.|It uses bold text.
Don’t stop.|Don't stop.
The user’s cat.|The user's cat.
A state-of-the-art tool.|A state-of-the-art tool.
Naïve café.|Naïve café.
About 2 ¹³ items.|About two to the thirteenth items.
See W2D1 for it.|See W two D one for it.
It uses mpi4py.|It uses MPI for pie.
It uses MPIClusterManagers.jl.|It uses MPI Cluster Managers dot J L.
It is on GitHub.|It is on GitHub.
The chipsort! function and chipsort!.|The chipsort function and chipsort.
There are >9000 users.|There are more than nine thousand users.
First 1) a talk and 2) a test.|First one, a talk and two, a test.
The ‘old’ macro.|The old macro.
It uses #pragma lines.|It uses pragma lines.
From https:// example.org/downloads now.|From example dot org slash downloads now.
Wow! It works.|Wow! It works.
"""
TABLE = [tuple(line.split("|")) for line in PAIRS.strip().splitlines()]
UNSAYABLE = re.compile(r"[\[\]{}<>|\\^_=~*#@/$%&§()“”\"]|https?:|www\.|\d")


def test_the_table_is_large():
    assert len(TABLE) > 180


@pytest.mark.parametrize(("printed", "said"), TABLE, ids=[printed for printed, _ in TABLE])
def test_a_printed_sentence_is_said(printed, said):
    assert spoken_form(printed) == said


@pytest.mark.parametrize("printed", [printed for printed, _ in TABLE])
def test_what_is_said_holds_no_sign_and_is_said_the_same_again(printed):
    said = spoken_form(printed)
    assert not UNSAYABLE.search(said)
    assert spoken_form(said).lower() == said.lower()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> [[[ {{ x }} ]]] <<>> ((a)) https://a.b/c?d=e#f $x$ **z** \\alpha_1^{2}",
        "a|b\\c ~ [12](http://x.org) <i>5</i> &amp; §§ 3–4 @me #tag _under_ 10^{-3} ½ ∑ ∫ ← ↔",
        "((((((deep)))))) [[[nested]]] {{{more}}}",
        "",
        "…",
        "[12]",
    ],
)
def test_nothing_a_voice_would_stumble_over_is_left(text):
    assert not UNSAYABLE.search(spoken_form(text))


def test_other_languages_are_only_cleaned():
    assert spoken_form("Das kostet 20 € (etwa) [3].", "de") == "Das kostet 20 €, etwa."
    assert spoken_form("这是一个测试(很好)。", "zh").startswith("这是一个测试")
    assert spoken_form("هذا اختبار.", "ar") == "هذا اختبار."


def test_numbers_become_words():
    assert cardinal(0) == "zero"
    assert cardinal(999_999) == "nine hundred ninety-nine thousand nine hundred ninety-nine"
    assert cardinal(-7) == "minus seven"
    assert cardinal(10**18) == "one " + " ".join(["zero"] * 18)
    assert [ordinal(n) for n in (1, 20, 22, 101)] == [
        "first",
        "twentieth",
        "twenty-second",
        "one hundred first",
    ]
    assert [year(n) for n in (1066, 1905, 2000, 2024)] == [
        "one thousand sixty-six",
        "nineteen oh five",
        "two thousand",
        "twenty twenty-four",
    ]
    assert number("007") == "zero zero seven"
