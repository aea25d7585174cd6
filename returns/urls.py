"""Every address of the program."""

from datetime import date

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path, register_converter
from django.views.generic import RedirectView

from returns.deadlines import month_end
from returns.forms.login import LoginForm
from returns.views import (
    account,
    archive,
    autosave,
    calendar_feed,
    compare,
    discarded,
    editor,
    explanations,
    filed_review,
    guide,
    history,
    home,
    members,
    nil_return,
    overview,
    preview,
    search,
    setup,
    sign_off,
    submission,
    verify,
)


class StockCode:
    """A stock code, with or without leading zeros."""

    regex = r"[0-9]{1,10}"

    def to_python(self, value: str) -> str:
        """The code as the address has it."""
        return value

    def to_url(self, value: str) -> str:
        """The code."""
        return value


class Month:
    """A month such as 2024-11; its value is the month's last day."""

    regex = r"[12][0-9]{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        """The month's last day."""
        return month_end(int(value[:4]), int(value[5:]))

    def to_url(self, value: date | str) -> str:
        """The month."""
        return value if isinstance(value, str) else f"{value:%Y-%m}"


register_converter(StockCode, "code")
register_converter(Month, "month")

handler500 = "returns.views.unavailable.went_wrong"

urlpatterns = [
    path("", home.home, name="home"),
    path("start", home.start, name="start"),
    path("start-next", home.start_next, name="start-next"),
    path("login/", LoginView.as_view(authentication_form=LoginForm, redirect_authenticated_user=True), name="login"),
    path("login/link/", account.LoginLink.as_view(), name="login-link"),
    path("login/link/<token>/", account.use_login_link, name="use-login-link"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/forgotten/", account.Forgotten.as_view(), name="forgotten"),
    path("password/<uidb64>/<token>/", account.ChoosePassword.as_view(), name="choose-password"),
    path("password/", account.password, name="password"),
    path("<code:code>/", archive.archive, name="archive"),
    path("<code:code>/<month:month_ended>/", editor.edit, name="edit"),
    path("<code:code>/<month:month_ended>/cells", autosave.cells, name="cells"),
    path("<code:code>/<month:month_ended>/rows", autosave.rows, name="rows"),
    path("<code:code>/<month:month_ended>/changes", autosave.changes, name="changes"),
    path("<code:code>/<month:month_ended>/quiet", nil_return.nil_return, name="quiet"),
    path("<code:code>/<month:month_ended>/print", archive.print_pdf, name="print"),
    path("<code:code>/<month:month_ended>/page.png", preview.page_picture, name="page-picture"),
    path("calendar/<int:person>-<slug:token>.ics", calendar_feed.calendar, name="calendar"),
    path("<code:code>/<month:month_ended>/pdf", archive.download_pdf, name="pdf"),
    path("<code:code>/<month:month_ended>/figures", archive.download_figures, name="figures"),
    path("<code:code>/<month:month_ended>/answer", editor.answer, name="answer"),
    path("<code:code>/<month:month_ended>/send", sign_off.send, name="send"),
    path("<code:code>/<month:month_ended>/recall", sign_off.recall, name="recall"),
    path("<code:code>/<month:month_ended>/approve", sign_off.approve, name="approve"),
    path("<code:code>/<month:month_ended>/send-back", sign_off.send_back, name="send-back"),
    path("<code:code>/<month:month_ended>/file", sign_off.file, name="file"),
    path("<code:code>/<month:month_ended>/submit", submission.submit, name="submit"),
    path("<code:code>/<month:month_ended>/published", submission.published_pdf, name="published"),
    path("<code:code>/<month:month_ended>/revise", sign_off.revise, name="revise"),
    path("<code:code>/<month:month_ended>/discard", sign_off.discard, name="discard"),
    path("<code:code>/<month:month_ended>/discarded/<int:pk>", discarded.discarded, name="discarded"),
    path("<code:code>/<month:month_ended>/history", history.history, name="history"),
    path("<code:code>/<month:month_ended>/history.csv", history.export, name="history-csv"),
    path("<code:code>/<month:month_ended>/history.xlsx", history.export_xlsx, name="history-xlsx"),
    path("<code:code>/<month:month_ended>/review", filed_review.review, name="review"),
    path("<code:code>/members", members.members, name="members"),
    path("<code:code>/members/<int:pk>", members.member, name="member"),
    path("<code:code>/chain", archive.chain, name="chain"),
    path("<code:code>/compare", compare.differences, name="compare"),
    path("<code:code>/compare.pdf", compare.differences_pdf, name="compare-pdf"),
    path("<code:code>/<month:month_ended>/why/<slug:address>", explanations.why, name="why"),
    path("<code:code>/<month:month_ended>/certificate", explanations.certificate_pdf, name="certificate"),
    path("verify", verify.verify, name="verify"),
    path("status", overview.overview, name="overview"),
    path("status.csv", overview.overview_csv, name="overview-csv"),
    path("status.xlsx", overview.overview_xlsx, name="overview-xlsx"),
    path("status.zip", overview.overview_zip, name="overview-zip"),
    # The address that it had before.
    path("wall", RedirectView.as_view(pattern_name="overview", permanent=True, query_string=True), name="wall"),
    path("search", search.search, name="search"),
    path("search.csv", search.search_csv, name="search-csv"),
    path("search.xlsx", search.search_xlsx, name="search-xlsx"),
    path("search.zip", search.search_zip, name="search-zip"),
    path("reviews", filed_review.reviews, name="reviews"),
    path("reviews.csv", filed_review.reviews_csv, name="reviews-csv"),
    path("reviews.xlsx", filed_review.reviews_xlsx, name="reviews-xlsx"),
    path("setup", setup.setup, name="setup"),
    path("<code:code>/first", setup.first_return, name="first-return"),
    path("rules", explanations.rules, name="rules"),
    path("help/", guide.guide, name="guide"),
    path("help/glossary", guide.glossary, name="glossary"),
    path("second-factor", account.second_factor, name="second-factor"),
    path("admin/login/", account.admin_login, name="admin-login"),
    path("admin/password_change/", account.admin_password, name="admin-password"),
    path("admin/", admin.site.urls),
]
