"""Sentences of papers said freely, in words of our own: what a search by words alone finds hard."""

Reworded = tuple[str, str, str]
"""Paper, first eight digits of the SHA-256 of the source sentence, and what a colleague might say instead."""

REWORDED: tuple[Reworded, ...] = (
    (
        "jcon_00012",
        "ccb2cd5d",
        "ChipSort mostly relies on Combsort and hands the last step to Insertion sort.",
    ),
    (
        "jcon_00012",
        "1d620442",
        "Reals ought to sort as fast as whole numbers, but NaNs and other oddities can spoil that.",
    ),
    ("jcon_00012", "6d92c4cc", "It does not take long until Insertion sort is far too slow."),
    (
        "jcon_00012",
        "0fea6fa8",
        "If the entries are big, however, algorithms built on merging could be the better pick.",
    ),
    (
        "jcon_00054",
        "ef2c32ac",
        "Hardly any usual algorithm could be programmed, and most of Julia was off limits, inside threads.",
    ),
    (
        "jcon_00054",
        "a72a1a3f",
        "That code calls back and sleeps until something arrives from outside, so the scheduler had to "
        "learn to make it give up its mutex when asked.",
    ),
    ("jcon_00054", "8a58a152", "Even before anybody had tuned it, it was about as fast as its rivals."),
    (
        "jcon_00054",
        "c1dedd21",
        "Because starting jobs on our workers is so cheap, we want foreign code to share those same workers.",
    ),
    (
        "jcon_00068",
        "67a4e53d",
        "Whenever Julia calls foreign code the event loop stands still, so putting a waiting MPI call in "
        "its own task does not help.",
    ),
    (
        "jcon_00068",
        "e1b3522d",
        "MPI's rules say how programs in C and Fortran call it, but leave the binary level open.",
    ),
    (
        "jcon_00068",
        "f855684e",
        "Much of this was inspired by Python's mpi4py, which likewise wants to make message passing easy "
        "from a dynamic language.",
    ),
    (
        "jcon_00068",
        "383a1df1",
        "Otherwise the code was rarely touched, except when Julia itself moved on or when another MPI or "
        "machine had to be built for.",
    ),
    (
        "jcon_00068",
        "f646e84a",
        "As a yardstick, they also give the time it takes to pack and unpack an array.",
    ),
    (
        "jcon_00068",
        "2adc11b9",
        "The package builds on mature, tested foundations, among them direct transfers between GPUs.",
    ),
    ("jcon_00092", "93dee399", "Where nobody asks for it, 75 percent of the work is for nothing."),
    (
        "jcon_00092",
        "3e0e7313",
        "When many Gaussians are multiplied, as in regression, the constant needs computing just once.",
    ),
    ("jcon_00092", "e4c79456", "Most packages, though, offer just a single parametrization of it."),
    ("jcon_00092", "7597e153", "What we coded differs a little: it gives the same answer at less cost."),
    (
        "jcon_00092",
        "733989ef",
        "Anybody is invited to talk about the software, take part, and add to it.",
    ),
    ("jcon_00130", "ff45190b", "Pictures serve as the next case."),
    (
        "jcon_00130",
        "386b284b",
        "One can fit a simple stand-in that people understand to imitate an opaque predictor.",
    ),
    (
        "jcon_00130",
        "9999e457",
        "Among the bundled real data in table form is one on credit scoring called Give Me Some Credit.",
    ),
    (
        "jcon_00130",
        "1bd65927",
        "The paper explains what counterfactuals are good for when AI must be understood, and shows the "
        "software at work.",
    ),
    (
        "jcon_00130",
        "793b49cf",
        "Roughly speaking, any model trained on labels can be hooked up in a pair of moves.",
    ),
    (
        "jcon_00130",
        "ad53e689",
        "Being able to explain decisions helps people inside and outside a company to check quality.",
    ),
    (
        "jose_00013",
        "ca50bd36",
        "Its examples are about microbes in their environment, yet the lessons hold almost everywhere.",
    ),
    ("jose_00013", "72d1a96c", "The National Institutes of Health paid for it."),
    (
        "jose_00013",
        "236c3108",
        "Many people write that results cannot be repeated, but microbiologists have made no joint "
        "attempt to change that.",
    ),
    (
        "jose_00013",
        "966f7d14",
        "The findings are thrilling, yet nobody in such a mixed discipline masters every part of it.",
    ),
    (
        "jose_00013",
        "b3b9e001",
        "The lessons come as presentations typed in markdown and shown with remark.",
    ),
    (
        "jose_00013",
        "14147c55",
        "Riffomonas is a set of lessons that teaches researchers of microbial communities to analyze data "
        "so that others can repeat it.",
    ),
    (
        "jose_00015",
        "ab1afef0",
        "Lastly, one can make moving pictures that show how such systems behave and change.",
    ),
    (
        "jose_00015",
        "72b3ed9e",
        "So the software is useful to scientists and engineers, and above all to teachers.",
    ),
    (
        "jose_00015",
        "e8655271",
        "With it one can also draw graphics good enough for print or class, and films of how a system moves.",
    ),
    ("jose_00015", "a1daae5e", "It was written to teach, and to draw pictures and films."),
    (
        "jose_00015",
        "0eb8544d",
        "Nature is mostly nonlinear, but such mathematics is very hard, since one cannot take a system "
        "apart, solve the pieces and add them up.",
    ),
    (
        "jose_00118",
        "4bd2d018",
        "The authors want more people to get at well-made lessons about modelling the brain.",
    ),
    (
        "jose_00118",
        "5b3f0734",
        "To begin with, they looked for teachers and authors who differed as much as possible in sex, "
        "origin and seniority.",
    ),
    (
        "jose_00118",
        "bd22f639",
        "Answers to the exercises can be downloaded from OSF and GitHub in either case.",
    ),
    (
        "jose_00118",
        "60850eec",
        "If everybody may read them for nothing, prejudice and closed circles should shut out fewer people.",
    ),
    (
        "jose_00118",
        "0e3b1643",
        "The academy was planned as three weeks of summer classes over the internet on the foundations of "
        "modelling the brain.",
    ),
    (
        "jose_00118",
        "a8f4f7d5",
        "All videos and exercises were checked repeatedly before the academy's own classes took place.",
    ),
)
