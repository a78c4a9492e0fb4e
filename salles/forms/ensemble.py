"""Several forms on one page, one summary of what is to be mended."""

from collections.abc import Iterator

from django.forms import BaseForm, BoundField


class Ensemble:
    """Reads like a form for `composants/resume_erreurs.html`; the forms come in the order of the page."""

    def __init__(self, *forms: BaseForm):
        self.forms = [form for form in forms if form.is_bound]

    @property
    def errors(self) -> list[str]:
        return [champ for form in self.forms for champ in form.errors]

    def non_field_errors(self) -> list[str]:
        return [str(erreur) for form in self.forms for erreur in form.non_field_errors()]

    def __iter__(self) -> Iterator[BoundField]:
        return (champ for form in self.forms for champ in form)
