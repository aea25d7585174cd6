"""A Sheet as a PDF: the only room that knows WeasyPrint."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from returns.pdf.printing import CannotPrint, print_return

__all__ = ["CannotPrint", "print_return"]


def __getattr__(name: str) -> Any:
    # The worker processes import this package on their way to returns.pdf.worker, and must not meet Django here.
    if name in __all__:
        from returns.pdf import printing

        return getattr(printing, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
