"""The actions of a dossier, as JSON, with a group more or less, or in another order."""

from collections.abc import Callable, Sequence
from typing import Any

JSON = dict[str, Any]
Actions = Sequence[JSON]


def with_group_added(actions: Actions, action: int) -> list[JSON]:
    """Return the actions with an empty group at the end of that at the rank `action`."""
    return _with_groups(actions, action, lambda groups: [*groups, {}])


def with_group_copied(actions: Actions, action: int, group: int) -> list[JSON]:
    """Return the actions with a copy of a group at the end: all that it says, but what it is called."""
    return _with_groups(actions, action, lambda groups: [*groups, {**groups[group], "label": None}])


def with_group_taken_out(actions: Actions, action: int, group: int) -> list[JSON]:
    """Return the actions without a group: those behind it move up."""
    return _with_groups(actions, action, lambda groups: [*groups[:group], *groups[group + 1 :]])


def with_group_moved_up(actions: Actions, action: int, group: int) -> list[JSON]:
    """Return the actions with a group before the one that stands before it; the first one stays where it is."""

    def moved(groups: list[JSON]) -> list[JSON]:
        before = max(group - 1, 0)
        return [*groups[:before], groups[group], *groups[before:group], *groups[group + 1 :]]

    return _with_groups(actions, action, moved)


def with_group_written(actions: Actions, action: int, group: int, written: JSON) -> list[JSON]:
    """Return the actions with what was `written` of a group at its rank: of one that is not there any more, at the end,
    in an action of its own where that is not there either."""
    if action >= len(actions):
        return [*actions, {"groups": [written]}]
    return _with_groups(actions, action, lambda groups: [*groups[:group], written, *groups[group + 1 :]])


def with_action_written(actions: Actions, action: int, written: JSON) -> list[JSON]:
    """Return the actions with what was `written` of one at its rank, its groups being as they are: of one that is not
    there any more, at the end."""
    there = actions[action : action + 1]
    groups = there[0].get("groups", []) if there else []
    return [*actions[:action], {**written, "groups": groups}, *actions[action + 1 :]]


def _with_groups(actions: Actions, action: int, change: Callable[[list[JSON]], list[JSON]]) -> list[JSON]:
    return [
        {**each, "groups": change(list(each.get("groups", [])))} if rank == action else each
        for rank, each in enumerate(actions)
    ]
