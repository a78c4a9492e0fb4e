from django.apps import AppConfig


class SallesConfig(AppConfig):
    name = "salles"
    verbose_name = "Salles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register who sees what: `portee` knows the models of this app from here on."""
        from salles import permissions  # noqa: F401, PLC0415 -- models must be loaded first
