"""The 2009 edition of the Monthly Return."""

from returns.editions.form_2009.edition import Form2009

__all__ = ["Form2009"]
