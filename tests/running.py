"""A command of the program, run as from the command line."""

from io import StringIO

from django.core.management import CommandError, call_command


def run(command: str, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output, and what it says besides or ends with."""
    stdout, stderr = StringIO(), StringIO()
    try:
        call_command(command, *arguments, stdout=stdout, stderr=stderr)
    except CommandError as fault:
        return fault.returncode, stdout.getvalue(), str(fault)
    return 0, stdout.getvalue(), stderr.getvalue()
