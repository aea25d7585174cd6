"""The classes of shares of an issuer, as an administrator keeps them."""

from django import forms

from returns.drafts.cells import FigureType
from returns.figures import Sort
from returns.forms.cells import ReadableFigure
from returns.models import ShareClass


class ShareClassForm(forms.ModelForm):
    """A class of shares and its par value."""

    par = ReadableFigure(FigureType(Sort.PRICE), label=ShareClass._meta.get_field("par").verbose_name)

    class Meta:
        model = ShareClass
        fields = ("issuer", "key", "stock_code", "description", "currency", "par")
