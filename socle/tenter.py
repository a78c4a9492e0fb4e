"""From a refusal to a sentence beside the field: nothing that was typed is lost."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm

from socle.erreur import ErreurMetier


def tenter(form: BaseForm, verbe: Callable[..., Any], **arguments: Any) -> Any:
    """Run a verb of the trade with the form's cleaned data; on refusal, write it on the form and return None.

    A verb answers an object, never None, so that `if form.is_valid() and (objet := tenter(...))` reads well.
    """
    try:
        return verbe(**{**form.cleaned_data, **arguments})
    except ErreurMetier as refus:
        champ = refus.champ if refus.champ in form.fields else None
        form.add_error(champ, ValidationError(refus.message, code=refus.code))
    except ValidationError as erreur:
        for champ, erreurs in erreur.update_error_dict({}).items():
            form.add_error(champ if champ in form.fields else None, erreurs)
    return None
