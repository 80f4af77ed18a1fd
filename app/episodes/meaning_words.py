"""Words the checks of meaning compare: negations, opposites, quantities, hedges, causes, attributions."""

import re

from app.episodes.words import listed

NEGATIONS = listed(
    "not no never none neither nor cannot without nobody nothing nowhere hardly barely unable fails fail "
    "failed lacks lack "
    "nicht kein keine keinen keinem keiner keines nie niemals ohne weder pas jamais aucun aucune sans ne "
    "nunca jamás "
    "ningún ninguna ninguno 不 没 無 无 未"
)

_PAIRS = """
increase decrease|increase reduce|raise lower|rise fall|rise drop|grow shrink|gain loss|gain lose|more less
more fewer|
most least|higher lower|high low|highest lowest|faster slower|fast slow|fastest slowest|larger smaller
large small|
largest smallest|bigger smaller|big small|greater less|greater smaller|greatest least|longer shorter
long short|
longest shortest|better worse|best worst|better poorer|above below|over under|before after|earlier later
early late|
up down|upper lower|first last|maximum minimum|maximal minimal|maximize minimize|maximise minimise|max min|
outperform underperform|exceed trail|exceed fall|improve worsen|improve degrade|strong weak|stronger weaker|
strongest weakest|positive negative|positively negatively|accelerate slow|accelerate decelerate
expand contract|
accept reject|include exclude|inside outside|within outside|with without|win lose|success failure
succeed fail|
easy difficult|easier harder|simple complex|simpler complicated|cheap expensive|cheaper expensive|hot cold
warmer cooler|
heavy light|heavier lighter|wide narrow|wider narrower|deep shallow|older younger|old new|newer older
frequent rare|
frequently rarely|often rarely|common rare|many few|similar different|same different|equal unequal
support oppose|
enable prevent|allow prevent|allow forbid|enable disable|start end|begin end|begin finish|open closed
public private|
upward downward|north south|east west|left right|majority minority|true false|correct incorrect|safe unsafe
dense sparse|
overestimate underestimate|strengthen weaken|lengthen shorten|import export|input output|always never
agree disagree|
forward backward|forwards backwards|ascending descending|dynamic static|local global|serial parallel|
advantage disadvantage|strength weakness|success failure|presence absence|present absent|add remove
added removed|
mehr weniger|höher niedriger|größer kleiner|schneller langsamer|besser schlechter|vor nach|über unter
steigt sinkt|
plus moins|augmente diminue|meilleur pire|avant après|mayor menor|más menos|aumenta disminuye|mejor peor
antes después
"""
OPPOSITES: dict[str, tuple[str, ...]] = {}


def _inflected(word: str) -> list[str]:
    bare = word.removesuffix("e")
    return [word, word + "s", bare + "ed", bare + "ing", word + "es", bare, word + "d"]


def _add(one: str, other: str) -> None:
    for here, there in zip(_inflected(one), _inflected(other), strict=True):
        for key in dict.fromkeys((here, one)):
            OPPOSITES[key] = tuple(dict.fromkeys((*OPPOSITES.get(key, ()), there, *_inflected(other))))


for _pair in re.split(r"\s*[|\n]\s*", _PAIRS.strip().strip("|")):
    _one, _other = _pair.split()
    _add(_one, _other)
    _add(_other, _one)

QUANTIFIERS = listed(
    "all every most many some few several any none each both only always often usually sometimes rarely "
    "never frequently "
    "seldom entirely completely fully partly partially mostly mainly largely nearly almost half everyone "
    "everything "
    "generally typically normally ordinarily number occasionally exclusively primarily solely commonly "
    "majority minority alle viele "
    "einige manche "
    "tous toutes plupart quelques todos todas algunos algunas muchos"
)
SAME_SCOPE = (
    listed("several number"),
    listed("usually normally typically generally ordinarily commonly"),
    listed("all every each"),
    listed("entirely completely fully"),
)
"""Words that limit alike: one for another is a matter of style."""
STRONG_QUANTIFIERS = listed(
    "all every always never none only entirely completely fully everyone everything exclusively solely "
    "any alle tous "
    "toutes todos todas"
)
HEDGES = listed(
    "may might could can perhaps possibly probably likely unlikely suggest suggests suggested suggesting "
    "appear appears appeared seem "
    "seems seemed potentially presumably apparently indicate indicates indicated indicating tend tends "
    "tended roughly approximately "
    "aim aims aimed hope hopes hoped intend intends intended plan plans planned seek seeks sought attempt "
    "attempts attempted try tries tried expect expects think thinks anticipate anticipates "
    "about arguably expected hypothesize hypothesise believe believed estimated preliminary should"
)
CERTAINTIES = listed(
    "necessarily inevitably invariably definitely certainly undoubtedly surely unquestionably indisputably "
    "guarantee guarantees guaranteed prove proves proved proven conclusively demonstrably evidently "
    "established confirm confirms confirmed undeniably indeed beyond certain"
)
"""Words that leave no doubt."""
CAUSES = listed(
    "cause causes caused causing lead leads led leading produce produces produced because due drives drove "
    "triggers triggered induce induces induced therefore thus hence consequently responsible owing "
    "results resulted trigger reason reasons prompt prompts prompted bring brings brought entail entails "
    "verursacht wegen führt provoque cause causa provoca"
)
CORRELATIONS = listed(
    "correlate correlates correlated correlation associated association associates linked link related "
    "relation "
    "relationship coincide coincides coincided predict predicts predicted accompany accompanied"
)
