"""Attempts to sign in, counted before each is tried, so that many at once count too: five failures close the door.

They are counted by a hash of whose they are, wherever they come from, and kept for an hour.
"""

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select

from clas_api.context import Context
from clas_api.refusals import TooManyAttempts
from clas_api.store.models import SignInAttempt

MOST_FAILURES = 5
WINDOW = timedelta(minutes=15)
KEPT = timedelta(hours=1)


def count_attempt(context: Context, whose: str, otherwise: str) -> int:
    """Count an attempt as failed before it is tried; return how many that makes. Commits, and goes on reading.

    Raises `TooManyAttempts` after five failures within fifteen minutes; `otherwise` says what to do meanwhile.
    """
    context.open_wholly(writing=True)
    context.session.execute(delete(SignInAttempt).where(SignInAttempt.failed_at < context.now - KEPT))
    attempt = SignInAttempt(subject_hash=_hashed(whose), failed_at=context.now)
    context.session.add(attempt)
    context.session.flush()
    number = attempt.id
    context.session.commit()
    context.open_wholly()
    counted = select(func.count()).where(
        SignInAttempt.subject_hash == _hashed(whose), SignInAttempt.failed_at > context.now - WINDOW
    )
    failures = context.session.scalar(counted) or 0
    if failures > MOST_FAILURES:
        _forget(context, SignInAttempt.id == number)
        raise TooManyAttempts(int(WINDOW.total_seconds()) // 60, otherwise)
    return failures


def forget_failures(context: Context, whose: str) -> None:
    """Forget the failures of somebody. The caller commits."""
    context.session.execute(delete(SignInAttempt).where(SignInAttempt.subject_hash == _hashed(whose)))


def _forget(context: Context, which: Any) -> None:
    context.session.rollback()
    context.open_wholly(writing=True)
    context.session.execute(delete(SignInAttempt).where(which))
    context.session.commit()


def _hashed(whose: str) -> str:
    return hashlib.sha256(whose.encode()).hexdigest()
