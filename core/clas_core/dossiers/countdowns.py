"""How much time is left until a deadline, as one counts it: in days, and in hours on the last one."""

from datetime import UTC, datetime, timedelta

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def countdown(deadline: datetime, now: datetime) -> str:
    """Say how much time is left until `deadline`, whose last second is still in time and which is not over.

    In days, the last one still counted; on the last one in hours and minutes, none of them begun: « encore 2 h 10 ».
    """
    days = (deadline.date() - now.date()).days
    if days > 0:
        return "encore 1 jour" if days == 1 else f"encore {days} jours"
    left = deadline.astimezone(UTC) + timedelta(seconds=1) - now.astimezone(UTC)  # clocks may change that day
    hours, minutes = left // _HOUR, left % _HOUR // _MINUTE
    if hours:
        return f"c'est le dernier jour, encore {hours} h {minutes:02d}"
    return f"c'est le dernier jour, encore {minutes} min" if minutes else "encore moins d'une minute"
