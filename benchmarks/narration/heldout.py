"""Sentences nothing was tuned on: prose with and without numbers and names, as a script says them."""

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
