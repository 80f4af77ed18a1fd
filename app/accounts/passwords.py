"""Passwords: what is accepted, how one is hashed, how one is checked."""

import asyncio
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.problems import Invalid

LENGTH_MIN, LENGTH_ADVISED, LENGTH_MAX = 8, 15, 256

# Two threads bound what a crowd at the door can use: two cores and twice 32 MiB.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")
_argon2id = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
_nobody = _argon2id.hash("nobody has this password")

# What most leaked passwords are made of: a word or a walk over the keyboard, then digits and signs.
_WORDS = """
abc abcabc abcd abcde abcdef abcdefg abcdefgh access admin administrator alexander amanda andrea
andrew angel angels apple april arsenal asdf asdfasdf asdfgh asdfghjk asdfghjkl ashley august austin
autumn azerty babygirl bailey banana barcelona baseball basketball batman bella blink butterfly
buster camila carlos celtic changeit changeme charlie chelsea chocolate computer cookie
correcthorsebatterystaple corvette daniel december default diamond dolphin donald dragon elephant
eminem fall family february flower football forever formula freedom friend friends gandalf george
ginger google guest hannah hello helloworld hockey hunter iloveu iloveyou internet jackson january
jasmine jennifer jessica jesus jordan joshua july june justin killer ladybug letmein liverpool login
london love lovely maggie manchester march martin master matrix matthew maverick melissa mercedes
merlin michael michelle midnight minecraft monday money monkey morgan mustang naruto nicole ninja
nirvana november october orange packers pass passw passwd password passwords patrick peanut pepper
phoenix please pokemon porsche princess purple qazwsx qazwsxedc qwer qwert qwerty qwertyu qwertyui
qwertyuiop qwertz rainbow ranger rangers redsox robert rockyou ronaldo root samantha samsung secret
secure september shadow silver simple slipknot snoopy soccer spiderman spring starwars steelers
summer sunday sunflower sunshine superman superstar taylor tennis test tester testing thomas thunder
tigger tinkerbell trustno user vanessa victoria welcome whatever william winner winter wizard xbox
yankees yellow zaq zxcvbn zxcvbnm thinkingincode thinking
"""
_ROOTS = frozenset(_WORDS.split())
_WALKS = (
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb",
    "q1w2e3r4t5y6u7i8o9p0",
    "a1b2c3d4e5f6g7h8",
    "1234qwerasdfzxcv",
)
_LEET = (str.maketrans("013457@$!+", "oleastasit"), str.maketrans("013457@$!+", "oieastasit"))
_EDGES = re.compile(r"^[^a-z]+|[^a-z]+$")
_NOT_LETTERS = re.compile(r"[^a-z]+")


def check_new(password: str, email: str = "") -> str:
    """The password as it will be hashed (NFKC); raises Invalid when it is short, long or often guessed."""
    password = unicodedata.normalize("NFKC", password)
    if len(password) < LENGTH_MIN:
        raise Invalid(f"Use at least {LENGTH_MIN} characters; {LENGTH_ADVISED} are better.", field="new")
    if len(password) > LENGTH_MAX:
        raise Invalid(f"Use at most {LENGTH_MAX} characters.", field="new")
    if is_common(password, email):
        raise Invalid("This password is among the first to be guessed. Choose another.", field="new")
    return password


def is_common(password: str, email: str = "") -> bool:
    """Whether it is a much used word, name or pattern, or the person's own address, however it is dressed."""
    plain = password.casefold()
    if len(set(plain)) <= 3 or (plain.isdigit() and len(plain) < 13) or any(plain in walk for walk in _WALKS):
        return True
    address = email.casefold()
    own = {_NOT_LETTERS.sub("", part) for part in (address, *address.split("@"))}
    known = _ROOTS | own - {""}
    bare = _EDGES.sub("", plain)
    forms = {bare, *(form.translate(leet) for form in (plain, bare) for leet in _LEET)}
    return any(_unrepeated(_NOT_LETTERS.sub("", form)) in known for form in forms)


def _unrepeated(word: str) -> str:
    """The shortest beginning that, repeated, makes the word."""
    return word[: (word + word).find(word, 1)] if word else word


async def hashed(password: str) -> str:
    """The argon2id hash of a password that check_new returned; about 0.1 s in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _argon2id.hash, password)


async def matches(password_hash: str, password: str) -> bool:
    """Whether the password is the hashed one; takes as long when there is no hash to compare with."""
    password = unicodedata.normalize("NFKC", password[: LENGTH_MAX * 4])
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, _verified, password_hash, password)


def _verified(password_hash: str, password: str) -> bool:
    try:
        return _argon2id.verify(password_hash or _nobody, password) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False
