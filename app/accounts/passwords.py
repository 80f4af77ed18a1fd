"""Passwords: what is accepted, how one is hashed, how one is checked."""

import asyncio
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn
from zxcvbn.matching import RANKED_DICTIONARIES

from app.problems import Invalid

LENGTH_MIN, LENGTH_ADVISED, LENGTH_MAX = 8, 15, 256
WORD_MIN = 4
GUESSED_MAX = 72
"""Reckoning takes the square of the length; what is longer is long enough."""

# Two threads bound what a crowd at the door can use: two cores and twice 32 MiB.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")
REAL = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
_argon2id = REAL
_nobody = _argon2id.hash("nobody has this password")

GUESSES_MIN = 10**8
"""What eight random characters take to guess, by zxcvbn's reckoning; dressed-up words take far less."""

_COMMON = RANKED_DICTIONARIES["passwords"]
_OURS = ("thinkingincode", "thinking in code", "thinking")
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
    """Whether it is a much used password, a word, walk or date dressed up, or the person's own address."""
    plain = password.casefold()
    parts = (email, *email.casefold().split("@"))
    if zxcvbn(plain[:GUESSED_MAX], [*_OURS, *parts])["guesses"] < GUESSES_MIN:
        return True
    # However many digits and signs stand around it, and whatever they replace.
    own = {_NOT_LETTERS.sub("", part) for part in (*parts, *_OURS)} - {""}
    bare = _EDGES.sub("", plain)
    forms = {bare, *(form.translate(leet) for form in (plain, bare) for leet in _LEET)}
    words = {_unrepeated(_NOT_LETTERS.sub("", form)) for form in forms}
    return any(word in own or (len(word) >= WORD_MIN and word in _COMMON) for word in words)


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
