from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "comptes"
    verbose_name = "Comptes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register who sees what: `portee` knows the models of this app from here on."""
        from comptes import permissions  # noqa: F401, PLC0415 -- models must be loaded first
