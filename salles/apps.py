from django.apps import AppConfig


class SallesConfig(AppConfig):
    name = "salles"
    verbose_name = "Salles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register who sees what, and what follows a change of rules, from here on."""
        from salles import permissions  # noqa: F401, PLC0415 -- models must be loaded first
        from salles.services import profils  # noqa: F401, PLC0415 -- models must be loaded first
