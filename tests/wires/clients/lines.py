# What takes the lines of a stream apart by hand, as many programs do: a line ends wherever its library says so.


def events(lines):
    found, event = [], {}
    for line in lines:
        if line == "":
            if "data" in event:
                found.append(event)
            event = {}
            continue
        name, _, value = line.partition(":")
        if name:
            event[name] = value.removeprefix(" ")
    return found
