"""Whether all sums are the same."""


def differences(told: dict) -> list:
    """Sentences about figures in which contenders differ: `told` holds the sums of each by its name.

    A figure that only some tell is compared among those; where there are two rivals or more, no figure is told by one alone.
    """
    found = []
    names = sorted(set().union(*told.values()))
    for name in names:
        values = {who: sums[name] for who, sums in told.items() if name in sums}
        if len(set(values.values())) > 1:
            found.append(f"{name}: " + ", ".join(f"{who} {value}" for who, value in values.items()))
        if len(values) < 2 and len(told) > 2:
            found.append(f"{name}: told by {next(iter(values))} alone")
    return found
