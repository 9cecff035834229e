"""What has ended a program, for a page that marks the line and says what helps."""

import traceback

from .network import NONE_HERE

# Modules by which programs elsewhere talk over a network.
NETWORKED = {
    "aiohttp",
    "fastapi",
    "flask",
    "grpc",
    "httpcore",
    "httpx",
    "requests",
    "starlette",
    "tornado",
    "urllib3",
    "uvicorn",
    "websockets",
}

# How many exceptions of a group are told of.
MOST = 10


def of(error, file):
    """Returns what the file is told of an exception: {line, column, message}, of each that a group holds.

    Lines and columns begin with 1, columns are in bytes of UTF-8, and 0 means unknown. What helps is "module" or
    "http", with the module that is not here, or "network".
    """
    faults = []
    pending = [error]
    while pending and len(faults) < MOST:
        one = pending.pop(0)
        if isinstance(one, BaseExceptionGroup):
            pending[:0] = one.exceptions
        else:
            faults.append(fault(one, file))
    return faults


def fault(error, file):
    line, column = place(error, file)
    message = "".join(traceback.format_exception_only(error)).splitlines()
    found = {"line": line, "column": column, "message": message[-1] if isinstance(error, SyntaxError) else message[0]}
    return {**found, **what_helps(error)}


def place(error, file):
    """Returns the line and the column at which the file raised an exception."""
    if isinstance(error, SyntaxError) and error.filename == file and error.lineno:
        before = (error.text or "")[: max((error.offset or 1) - 1, 0)]
        return error.lineno, len(before.encode()) + 1
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename == file:
            return frame.lineno, 0 if frame.colno is None else frame.colno + 1
    return 0, 0


def what_helps(error):
    """Returns of what the page says what is here instead."""
    while error is not None:
        if isinstance(error, ModuleNotFoundError) and error.name:
            module = error.name.partition(".")[0]
            return {"help": "http" if module in NETWORKED else "module", "module": error.name}
        if NONE_HERE in str(error):
            return {"help": "network"}
        error = error.__cause__ or error.__context__
    return {}
