"""Sentences nothing was tuned on: prose, and prose dense with numbers and names, written and generated."""

import random

PROSE = """
The harbour froze in the second week of January, and the ferries stayed where they were.
Nobody in the village could say who had built the bridge, but everybody used it.
A good measurement is worth more than a clever argument about what it might have shown.
The committee read the report twice before it admitted that the method was sound.
Rain fell through the night and had washed the chalk from the walls by morning.
What surprised the authors was not the size of the effect but how quickly it vanished.
Older trees store more carbon than younger ones, although they grow more slowly.
The patients who slept well recovered faster, whatever treatment they had been given.
Every instrument on the ship was checked against another before the voyage began.
The map shows roads that were planned and never built, next to rivers that have since moved.
If the model is right, the next storm will arrive a day later than the last one did.
Few readers notice the footnote in which the whole experiment is called into question.
The bread was weighed before and after baking, because the crust tells how much water was lost.
Teachers who explained less and asked more had classes that remembered the lesson longer.
A signal this weak can only be found by adding many recordings on top of each other.
The glass cracked along a line that nobody could see until it was held against the light.
Each letter was copied by hand, and every copy added a mistake of its own.
The coast moves inland a little every year, and the lighthouse has been moved with it.
People remember the end of a story better than its middle, even when they were told to listen for the middle.
The answer depends on how the question is put, which is why the question was put in several ways.
Birds that nest late in the season raise fewer young, but the young are stronger.
The first version of the theory explained the colors of the sky and nothing else.
Most of the heat escaped through the roof, as the cameras showed on the coldest morning.
When the factory closed, the river cleared within a few months and the fish came back.
The judges did not know which of the paintings had been made by a machine.
Small farms used less water for the same harvest, partly because someone was always watching.
An old proof was found to have a gap that had gone unnoticed for a century.
The children drew the moon as a face, and the sailors drew it as a clock.
Nothing in the archive explains why the expedition turned back so early.
What looks like noise in a single record becomes a pattern when the records are laid side by side.
The drug slows the disease but does not stop it, and it has to be taken every day.
The engineers left a part of the wall open, so that visitors can see how it was built.
Languages that are spoken by few people change faster than those that are spoken by many.
The experiment was repeated in another city by people who had never met the authors.
Light bends when it enters the water, and so the stick in the pond looks broken.
The soil held the memory of every fire, one dark layer above another.
No country measured the quality of its air before the smoke became impossible to ignore.
A plan that cannot fail in any way is usually a plan that does nothing.
The nurse wrote down the time of each dose, and that list became the best evidence of the trial.
Sound travels farther on a cold night, because the air near the ground bends it downward.
Visitors to the museum spend more time reading the labels than looking at the objects.
The dam keeps the valley dry in spring and the fields green in summer.
Because the sample was small, the authors call their finding a hint and not a result.
Wolves returned to the forest, and the deer learned to avoid the open meadows.
The same melody appears in songs from distant islands, with words that have nothing in common.
Paper made from cotton outlives paper made from wood, unless it is kept in the sun.
The printer set the last page upside down, and nobody complained for three editions.
Ice cores show how warm the summers were long before anyone could have written it down.
A bridge does not fall because of one heavy truck, but because of many that were almost too heavy.
Those who were asked to explain their choice chose differently the next time.
The river carried more sand after the dam upstream was opened for the first time in years.
Most visitors leave the exhibition without noticing that the last room has no lights at all.
The team that lost the first match trained harder and won the tournament in the end.
A letter found in the attic changed what the family believed about its own history.
Farmers in the valley plant beans between the rows of corn to keep the weeds away.
The clock in the tower runs slow in winter because the cold makes its pendulum shorter.
Several readers complained that the second chapter repeats what the first one already said.
The machine stops by itself when the temperature of the oil rises above a safe level.
Doctors were asked to describe the pain in their own words before they saw the pictures.
A small change in the wording of the question doubled the share of people who agreed.
The old harbor was filled with stones, and a market was built where ships used to lie.
Bees find their way home by the position of the sun, even when clouds hide most of the sky.
The court decided that the contract was never valid, since nobody had signed it.
When the wind turns, the smoke from the factory drifts over the school and the hospital.
The author thanks her students, who found most of the mistakes in an earlier version.
Nobody had expected that the cheaper material would last longer than the expensive one.
The samples were kept in a dark room and shaken gently every few hours.
Children who read with their parents knew more words at the beginning of school.
The bridge was closed for a year while engineers replaced the cables one by one.
In the south of the country, the harvest begins about a month earlier than in the north.
The survey does not tell us whether people changed their minds or only their answers.
A good map leaves out more than it shows, and the choice of what to leave out is an art.
The glacier has lost half of its length since the first photographs were taken.
Workers who could choose their own hours were ill less often and stayed with the company longer.
The painting was hidden under a later one and was only found by means of X rays.
Each participant was paid the same amount, no matter how many tasks were finished.
The law was written for telegraphs and had to be stretched to cover telephones.
Salt makes the ice melt at a lower temperature, which is why roads are salted in winter.
The two groups did not differ in age, but one of them had slept much less.
The library lends tools as well as books, and the drills are always out.
A dog can learn the names of a thousand toys if somebody has the patience to teach it.
The result was confirmed by a second laboratory that used a different method.
What the villagers call a lake is really an old mine that filled with water.
The program was tested on paper before anyone tried to run it on a computer.
Fish that live in deep water often make their own light to find each other.
The city planted trees along the main roads, and the summers in those streets became cooler.
Although the theory is simple, its consequences took a century to work out.
The engine burns less fuel at a steady speed than in the traffic of a town.
Nurses noticed the pattern long before it appeared in any of the official reports.
The song was recorded in one evening and has been played on the radio ever since.
If the price of coffee rises, people complain, but they rarely drink less of it.
The walls of the cave are covered with drawings of animals that no longer exist.
The first printed books were made to look as if they had been written by hand.
Our estimate is probably too low, because small accidents are seldom reported.
The seeds were carried by birds across the sea and took root on the empty island.
A mirror turns left into right, but it does not turn up into down.
The committee asked for more evidence and was given a longer list of opinions.
Snow falls early in the mountains and stays on the northern slopes until June.
The patients were told which drug they received only after the trial had ended.
Good bread needs little more than flour, water, salt and a great deal of time.
""".strip().splitlines()

COUNTED = """
The survey covered forty seven villages and lasted from nineteen eighty six to nineteen ninety one.
Of three hundred twelve letters, only twenty nine were answered within a month.
The tower is sixty eight meters high and leans by four degrees.
Prices rose by eleven percent in Norway and by three percent in Denmark.
Marie Curie and Pierre Curie worked in a shed in Paris until nineteen oh four.
The train to Vienna leaves at seven fifteen and arrives after five hours.
Between Boston and Chicago the line crosses nine hundred miles of farmland.
Thomas Young showed in eighteen oh three that light behaves like a wave.
The lake holds two point five cubic kilometers of water and is ninety meters deep.
In Kenya the rains came eighteen days late and brought half as much water.
Seventy two volunteers from Berlin and Madrid took part in the second trial.
The satellite passes over Canada every one hundred minutes at a height of seven hundred kilometers.
In nineteen sixty four the ferry from Naples to Palermo carried forty thousand passengers.
Rosalind Franklin took the photograph in London, and James Watson saw it eight months later.
About sixty percent of the households in Bolivia have more than four members.
The road from Lima to Cusco climbs three thousand four hundred meters.
Charles Darwin spent five weeks in the Galapagos and twenty years on his book.
Between two thousand five and two thousand twelve, Finland closed a third of its small schools.
Alan Turing and Alonzo Church answered the same question in nineteen thirty six.
The museum in Amsterdam owns two hundred six paintings and lends fifteen of them each year.
Of the eighty five farms in Wisconsin, thirty one had switched to organic milk.
Galileo pointed a telescope at Jupiter and found four moons within one week.
The population of Nairobi doubled in seventeen years and that of Cairo in thirty.
Ada Lovelace wrote seven notes about the machine that Charles Babbage had planned.
The tunnel under the Alps is fifty seven kilometers long and took seventeen years to build.
In Texas the wind farms produced twenty two percent of the power sold in March.
Isaac Newton left Cambridge for eighteen months because of the plague.
The trial in Philadelphia enrolled five hundred forty women and ran for nine years.
Australia exports seventy percent of its wheat, most of it to Indonesia and China.
Florence Nightingale drew her diagram after two winters in Turkey.
The earthquake near Tokyo lasted six minutes and moved the coast by two point four meters.
Rachel Carson read more than three hundred papers before she wrote the first page.
From Denver to Seattle the flight takes three hours, the train nearly two days.
The bank in Zurich charged one and a half percent, the one in Geneva only nine tenths.
Gregor Mendel counted twenty eight thousand plants in a garden in Moravia.
Sweden sold its last public forest in nineteen ninety three.
The letters that Emily Dickinson sent to Susan Gilbert fill four hundred pages.
Ninety eight percent of the glaciers in Peru have lost ice since nineteen eighty.
The senate of Virginia passed the bill by twenty one votes to nineteen.
Louis Pasteur heated the wine to fifty five degrees and waited ten minutes.
Two thirds of the students in Manila speak three languages at home.
The river Danube passes through ten countries and four capitals.
Michael Faraday gave nineteen lectures for children at Christmas.
The price of copper in Santiago fell by twelve percent between April and June.
Barbara McClintock worked with maize for forty years before Stockholm took notice.
Portugal planted sixteen thousand hectares of oak after the fires of two thousand seventeen.
In Detroit one bus in five arrived more than ten minutes late.
The bell in Moscow weighs two hundred tons and has never been rung.
Albert Einstein was twenty six when he published four papers in one year.
The census of India employs more than two million people for three weeks.
Iceland burns waste to heat eleven villages and the capital, Reykjavik.
Grace Hopper retired from the navy at the age of seventy nine.
""".strip().splitlines()
"""With numbers, and with names of people and places."""

PEOPLE = [
    "Anna Keller",
    "David Moore",
    "Maria Lopez",
    "Peter Hansen",
    "Laura Bennett",
    "Daniel Fischer",
    "Emma Clark",
]
PLACES = [
    "Lisbon",
    "Toronto",
    "Dublin",
    "Chicago",
    "Vienna",
    "Sydney",
    "Oslo",
    "Boston",
    "Madrid",
    "Brazil",
    "Japan",
    "Kenya",
]
TOLD = (
    "In {year}, {person} counted {many} nests near {place}, {percent}% more than the year before.",
    "The station in {place} recorded {some}.{one} degrees, the highest value since {year}.",
    "Of {many} patients in {place}, {some} had recovered after {one} weeks.",
    "{person} measured {one}.{one} km of coast and {some} kg of sand.",
    "The bridge in {place} cost ${some} million and was opened in {year}.",
    "About {percent}% of the {many} readers in {place} agreed with {person}.",
    "The experiment took {some} days, used {many} liters of water, and failed {one} times.",
    "Between {year} and 2019, the lake near {place} lost {some}.{one}% of its water.",
)


def generated(count: int) -> list[str]:
    """With numbers, units, years and names of people and places, the same ones every time."""
    chance = random.Random(5)
    return [
        TOLD[number % len(TOLD)].format(
            year=chance.randint(1901, 2012),
            person=chance.choice(PEOPLE),
            place=chance.choice(PLACES),
            many=chance.randint(101, 9800),
            some=chance.randint(11, 98),
            percent=chance.randint(3, 96),
            one=chance.randint(2, 9),
        )
        for number in range(count)
    ]


GENERATED = generated(96)
