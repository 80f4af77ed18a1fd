"""Words that tell a noun its hearer has to know from one that explains itself."""

from app.episodes.words import listed

BOUNDARY = listed(
    """
    a an the and or but nor of in on at to for from by with without into onto over under upon about
    above across after against along among around as before behind below beneath beside between beyond
    despite down during except inside like near off outside per since through throughout toward towards
    underneath until up via versus within than then that this these those which who whom whose what when
    where while why how if unless because although though whereas whether so such not no only also often
    usually always never sometimes typically generally either neither both each every any some all more
    most less very too just even still yet already again once here there now thus hence therefore
    however e.g i.e etc respectively rather instead is are was were be been being am do does did done
    has have had having can could may might must shall should will would cannot it its they them their
    he she his her him we us our i my you your one ones itself themselves let lets being there’s it’s
    """
)
"""Words no noun phrase goes across."""

VERBS = listed(
    """
    use uses used allow allows provide provides give gives take takes make makes contain contains
    include includes become becomes require requires need needs offer offers return returns compute
    computes enable enables help helps work works run runs follow follows mean means imply implies show
    shows indicate indicates suggest suggests reveal reveals confirm confirms depend depends consist
    consists correspond corresponds refer refers lead leads tend tends seem seem seems appear appears
    remain remains exist exists occur occurs arise arises hold holds fail fails perform performs produce
    produces generate generates create creates represent represents describe describes define defines
    specify specifies determine determines assume assumes apply applies differ differs vary varies
    increase increases decrease decreases reduce reduces improve improves converge converges behave
    behaves belong belongs come comes go goes get gets got went began begin begins start starts stop
    stops end ends ensure ensures support supports implement implements consider considers compare
    compares combine combines call calls read reads write writes accept accepts ignore ignores handle
    handles serve serves act acts play plays form forms cover covers affect affects cause causes change
    changes keep keeps lie lies look looks set sets found made took gave led became held built came grew
    left lost meant say says said know known see seen exhibit exhibits yield yields deal deals rely
    relies prefer prefers want wants try tries decide decides choose chooses replace replaces extend
    extends simplify simplifies capture captures reflect reflects
    """
)
"""What ends a noun phrase although it may look like its last noun."""

OPENING = listed(
    "a an the that how its their our his her all both any each every us it them you whether either"
)
"""What stands behind a verb, never behind a noun of the same phrase."""

ITSELF = listed(
    """
    user users reader readers literature author authors paper article work study package software
    library toolbox community internet web world public past future present field need fact way number
    amount majority use lack rest beginning end time times moment day year years century people analyst
    researcher researchers practitioner practitioners scientist programmer programmers developer
    developers student students teacher instructor importance possibility ability difference similarity
    relationship relation presence absence choice help basis aid sense context course spirit name names
    fly hand sun earth sky environment climate government state country truth opposite contrary reverse
    idea concept notion purpose aim goal question point interest fit focus role background
    state-of-the-art literature web internet theory practice
    """
)
"""Nouns there is one of, or that nobody asks after."""

RELATIONAL = listed(
    """
    mean median mode variance covariance deviation average likelihood log-likelihood parameter
    parameters coefficient coefficients residual residuals probability probabilities distribution
    density sample size scale data dataset observation observations response predictor predictors
    outcome outcomes error errors null hypothesis estimate estimates covariate covariates slope
    intercept effect effects dimension dimensions population hypothesis uncertainty quality accuracy
    performance precision complexity length width height cost costs speed value values shape form
    structure level levels degree rate rates range ratio matrix origin boundary root maximum minimum
    optimum tail tails centre center edge edges computation computations estimation analysis analyses
    interpretation name names design sample samples process implementation code memory file files system
    language text documentation
    """
)
"""Nouns that belong to whatever is being spoken of: where that is clear, so are they."""

GENERIC = listed(
    """
    method methods approach approaches algorithm algorithms procedure procedures function functions
    technique techniques model models test tests example examples result results argument arguments
    option options output input variable variables package packages estimator estimators statistic
    statistics object objects class classes step steps case cases experiment experiments simulation
    simulations strategy strategies solution solutions problem problems equation equations formula
    formulas rule rules plot plots graph graphs figure table tables column columns row rows list command
    commands program programs routine routines interface group groups component components part parts
    property properties condition conditions assumption assumptions set sets subset subsets type types
    element elements item items situation situations setting settings scenario scenarios definition
    definitions application applications version versions feature features measure measures criterion
    criteria release releases node nodes entry entries message messages announcement announcements
    """
)
"""Nouns that say of what kind a thing is, not which: heard a page ago they mean nothing any more."""

_POINTING = {
    0.1: "yet it its their then additional also moreover further furthermore now",
    0.2: "respectively too those they them however additionally alternative",
    0.3: "this these same both such",
    0.5: "instead therefore thus again otherwise second last ones",
    0.6: "other others another similar alternatively hence consequently here corresponding resulting "
    "previous previously above remaining third next nevertheless nonetheless either",
    0.7: "similarly likewise",
    1.0: "latter former",
}
ONE_OF_SEVERAL = frozenset({"new", "old", "remaining", "resulting", "combined", "final", "initial", "actual"})
"""Behind 'the', they tell one from others that were told."""
POINTING = {word: weight for weight, words in _POINTING.items() for word in words.split()}
"""What each adds to what a sentence takes as known, where the sentence itself does not answer it."""

BARE = listed(
    """
    case cases approach approaches way ways setting settings situation situations condition conditions
    assumption assumptions problem problems result results property properties component components
    scenario scenarios strategy strategies definition feature features type types set sets
    """
)
"""Of the generic nouns those that 'this' may stand before though nobody has said them: they sum up."""

NO_NOUN = listed(
    """
    use need work run help show offer return form cover cause change end start set play look call support
    increase decrease uses needs works runs helps shows offers returns forms covers causes changes ends starts
    sets plays looks calls supports increases decreases say held left lost read made built known seen given
    found contain set taken
    """
)
"""Of the verbs those that as often are none, or not the sentence's own."""

CLASSES = listed(
    """
    function functions package packages method methods class classes argument arguments program software
    library command commands data dataset datasets model models algorithm algorithms option options
    object objects language test tests distribution format file files project framework module toolkit
    system tool interface parameter variable variables routine operator type slot statistic estimator
    criterion procedure language environment
    """
)
"""Nouns that tell beside a name what bears it."""

WELL_KNOWN = listed(
    """
    R C C++ S SAS SPSS Stata Java Python Julia MATLAB Matlab Fortran FORTRAN Perl Ruby Excel Linux Unix
    UNIX Windows Mac OS CRAN GNU GPL BSD MIT USA US UK EU UN DNA RNA PDF HTML XML JSON CSV SQL API CPU
    GPU RAM PC GUI URL URI WWW HTTP HTTPS FTP ASCII LaTeX TeX BibTeX JavaScript GitHub Google Microsoft
    Apple Bayes Bayesian Gauss Gaussian Poisson Monte Carlo Markov AI ID IT HIV AIDS NASA IEEE ACM ISO
    TV PhD MSc BSc CD DVD IQ GDP BMI Bernoulli ANOVA TRUE FALSE NA NULL I II III IV JSS StackOverflow
    YouTube WiFi IBM Intel AMD NVIDIA
    """
)
"""Names and abbreviations that need no introduction."""
