"""Details of the spoken form: ratios, decades, models, addresses, ions, prices, and their doubles."""

import pytest

from app.episodes.speaking import spoken_form
from tests.episodes.test_speaking import TABLE as USUAL
from tests.episodes.test_speaking import UNSAYABLE
from tests.episodes.test_speaking_notations import TABLE as NOTATIONS

PAIRS = """
It rose by 0.5–1.2%.|It rose by zero point five to one point two percent.
It cost $1.2bn.|It cost one point two billion dollars.
It cost €3.5bn last year.|It cost three point five billion euros last year.
It cost US$40 million.|It cost forty million dollars.
It cost 3,500 EUR.|It cost three thousand five hundred euros.
It cost CHF 200.|It cost two hundred francs.
It cost 50¢.|It cost fifty cents.
It cost ₹500.|It cost five hundred rupees.
It covers 12 ha.|It covers twelve hectares.
A force of 5 N acts.|A force of five newtons acts.
A field of 3 T is used.|A field of three tesla is used.
It is 2.5 nm wide.|It is two point five nanometers wide.
It holds 2 mol/L.|It holds two moles per liter.
It uses 3 kWh a day.|It uses three kilowatt hours a day.
It makes 5 MW of power.|It makes five megawatts of power.
It has a mass of 12 kDa.|It has a mass of twelve kilodaltons.
At 5 bar it boils.|At five bars it boils.
At 300 K it melts.|At three hundred kelvin it melts.
At 20 MPa it breaks.|At twenty megapascals it breaks.
It runs at 60 fps.|It runs at sixty frames per second.
It lasts 3 min.|It lasts three minutes.
It lasts 45 min 30 s.|It lasts forty-five minutes thirty seconds.
It lasts 2–3 weeks.|It lasts two to three weeks.
It takes 10 ns per step.|It takes ten nanoseconds per step.
Up to 100 Mbit/s pass.|Up to one hundred megabits per second pass.
It sends 5 Gb/s.|It sends five gigabits per second.
It is 12.5 cm × 3 cm.|It is twelve point five centimeters by three centimeters.
On 5 May 2021 it rained.|On May fifth, twenty twenty-one it rained.
On 1 Jan 1999 it rained.|On January first, nineteen ninety-nine it rained.
In the 1800s it began.|In the eighteen hundreds it began.
In the '90s it began.|In the nineties it began.
In Q3 2021 it grew.|In Q three twenty twenty-one it grew.
It began in mid-2019.|It began in mid-twenty nineteen.
It began c. 1850.|It began around eighteen fifty.
At 3 pm it ended.|At three pm it ended.
From 9:00 to 17:30 it ran.|From nine o'clock to seventeen thirty it ran.
It was the 2nd-best.|It was the second-best.
It was in the top 10.|It was in the top ten.
A 95% CI of 1.2–3.4 was found.|A ninety-five percent CI of one point two to three point four was found.
Here n = 1,024 holds.|Here n equals one thousand twenty-four holds.
Here p<.05 holds.|Here p less than zero point zero five holds.
It holds for x ∈ ℝ.|It holds for x in the real numbers.
It holds that a² + b² = c².|It holds that a squared plus b squared equals c squared.
The value is 6.02×10^23.|The value is six point zero two times ten to the twenty-third.
The value is 5.0e+03 here.|The value is five point zero times ten to the third here.
The log2 fold change.|The log two fold change.
The ratio is 3:1.|The ratio is three to one.
A ratio of 16:9 is used.|A ratio of sixteen to nine is used.
A score of 3-2 was reached.|A score of three to two was reached.
It fell from 10 to -3.|It fell from ten to minus three.
A drop of -0.5 dB.|A drop of minus zero point five decibels.
It is 1/3 of it.|It is one third of it.
It is 2/3 of it.|It is two thirds of it.
It is 1/100 of it.|It is one over one hundred of it.
It is 5 1/2 of it.|It is five and one half of it.
The mean μ and σ².|The mean µ and sigma squared.
The angle θ is 30°.|The angle theta is thirty degrees.
The 5σ level.|The five sigma level.
A Λ baryon.|A lambda baryon.
A ΔG of −3 kJ/mol.|A delta G of minus three kilojoules per mole.
The β₂ term.|The beta two term.
The x₁ term.|The x one term.
It has NaCl in it.|It has NaCl in it.
It has Ca2+ ions.|It has Ca two plus ions.
It has Na⁺ ions.|It has Na plus ions.
It has SO₄²⁻ ions.|It has S O four two minus ions.
It has ¹⁴C in it.|It has C fourteen in it.
It has CH3COOH in it.|It has C H three C O O H in it.
It has NH4+ in it.|It has NH four plus in it.
It has PM2.5 in it.|It has PM two point five in it.
It has vitamin B12 in it.|It has vitamin B twelve in it.
The CRISPR-Cas9 system.|The CRISPR Cas nine system.
The IL-1β level.|The IL one beta level.
The NF-κB pathway.|The NF kappa B pathway.
The gene FOXP3 is on.|The gene FOXP three is on.
The mRNA and DNA.|The mRNA and DNA.
The HLA-B27 allele.|The HLA-B twenty-seven allele.
The drug 5-FU was given.|The drug five FU was given.
The virus H1N1 spread.|The virus H one N one spread.
The virus HIV-1 spread.|The virus HIV one spread.
The file data/train.csv is read.|The file data slash train dot CSV is read.
Set x = 5 first.|Set x equals five first.
Use Python 3.11 for it.|Use Python three point eleven for it.
Use CUDA 11.2 for it.|Use Cooda eleven point two for it.
Run pip install numpy first.|Run pip install numpy first.
See arXiv:2101.00001 for it.|See arXiv for it.
See https://doi.org/10.1000/xyz for it.|See doi dot org slash xyz for it.
It uses UTF-8 text.|It uses UTF eight text.
It uses IPv6 now.|It uses IPv six now.
It uses HTTP/2 now.|It uses HTTP two now.
It uses SHA-256 sums.|It uses SHA two hundred fifty-six sums.
It uses Wi-Fi there.|It uses Wi-Fi there.
It uses 5G there.|It uses five G there.
It uses H.264 video.|It uses H two hundred sixty-four video.
It uses LSTMs there.|It uses LSTMs there.
It uses the U-Net model.|It uses the U-Net model.
It uses ResNet-50 there.|It uses Res Net fifty there.
It uses k-NN there.|It uses k-NN there.
It uses k-means there.|It uses k-means there.
It uses t-SNE there.|It uses t-SNE there.
It uses BERT-base there.|It uses Bert base there.
It uses GPT-3.5 there.|It uses GPT three point five there.
It uses R² = 0.95 there.|It uses R squared equals zero point nine five there.
The U.S. economy grew.|The US economy grew.
The U.K. and the E.U. agreed.|The UK and the EU agreed.
The AUC was 0.91.|The AUC was zero point nine one.
An ROC curve.|An ROC curve.
An MRI scan.|An MRI scan.
An fMRI scan.|An fMRI scan.
An EEG at 256 Hz.|An EEG at two hundred fifty-six hertz.
The WHO and UNICEF agreed.|The WHO and Unicef agreed.
The CEO left.|The CEO left.
Mt. Everest is high.|Mount Everest is high.
See Sect. 2.1 for it.|See Section two point one for it.
See Figs. 3–5 for it.|See Figures three to five for it.
See Fig. 2a for it.|See Figure two a for it.
See Table S1 for it.|See Table S one for it.
See Appendix B.2 for it.|See Appendix B two for it.
See p. 12 for it.|See page twelve for it.
See ch. 3 for it.|See chapter three for it.
See pp. 12-15 for it.|See pages twelve to fifteen for it.
As shown [3]–[5].|As shown.
As shown [3, p. 12].|As shown.
As shown (see Fig. 3).|As shown, see Figure three.
As shown (Table 2).|As shown, Table two.
As shown (Smith, 2019; Jones, 2020).|As shown.
As Smith (2019) showed.|As Smith showed.
As Smith et al. [12] showed.|As Smith and others showed.
As noted§ before.|As noted before.
Approx. 50 came.|Approximately fifty came.
Ca. 50 came.|Around fifty came.
It is i.i.d. noise.|It is independent and identically distributed noise.
It is w.r.t. time.|It is with respect to time.
It is a.k.a. noise.|It is also known as noise.
It is >50% of it.|It is greater than fifty percent of it.
It is ≥50% of it.|It is greater than or equal to fifty percent of it.
It is <1% of it.|It is less than one percent of it.
It is ≤ 5 mm.|It is less than or equal to five millimeters.
It is ~1–2%.|It is about one to two percent.
It grew 2.5-fold.|It grew two point five-fold.
It is 10x as fast.|It is ten times as fast.
A 10,000-fold gain.|A ten thousand-fold gain.
A 3-year-old child.|A three-year-old child.
A 20-year study.|A twenty-year study.
A 24-hour day.|A twenty-four-hour day.
A 1-mm gap.|A one millimeter gap.
A 100-m race.|A one hundred meter race.
Room B12 is shut.|Room B twelve is shut.
It weighs 3 lb.|It weighs three pounds.
It is 6 ft tall.|It is six feet tall.
It is 30 mph.|It is thirty miles per hour.
It is 5 mi long.|It is five miles long.
It uses 3 L of water.|It uses three liters of water.
It uses 3 mL of water.|It uses three milliliters of water.
It uses 200 kcal.|It uses two hundred kilocalories.
It has a pH of 7.4.|It has a P H of seven point four.
It has 1.5 million rows.|It has one point five million rows.
It has 3.2B parameters.|It has three point two billion parameters.
It has 7B parameters.|It has seven billion parameters.
It has 175B parameters.|It has one hundred seventy-five billion parameters.
It has 1M rows.|It has one million rows.
It is at 99.9%.|It is at ninety-nine point nine percent.
It is at 0.1‰.|It is at zero point one per mille.
It is $0.05 each.|It is five cents each.
It is $1,234.56 in all.|It is one thousand two hundred thirty-four dollars and fifty-six cents in all.
It costs £3m.|It costs three million pounds.
It costs 1.5p.|It costs one point five p.
Air with NO2 and SO2 is bad.|Air with N O two and S O two is bad.
It took 1 min. at most.|It took one minute at most.
The min. value is 3.|The minimum value is three.
It began at 10:30.|It began at ten thirty.
The odds are 1:100.|The odds are one to one hundred.
A plate of 3 cm x 5 cm.|A plate of three centimeters by five centimeters.
It holds 8 B of data.|It holds eight bytes of data.
"""
TABLE = [tuple(line.split("|")) for line in PAIRS.strip().splitlines()]


def test_the_tables_are_large_and_say_nothing_twice() -> None:
    printed = [each for each, _ in (*USUAL, *NOTATIONS, *TABLE)]
    assert len(set(printed)) >= 400


@pytest.mark.parametrize(("printed", "said"), TABLE, ids=[printed for printed, _ in TABLE])
def test_a_printed_sentence_is_said(printed: str, said: str) -> None:
    assert spoken_form(printed) == said
    assert not UNSAYABLE.search(said)
