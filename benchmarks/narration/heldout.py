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
