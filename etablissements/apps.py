from django.apps import AppConfig


class EtablissementsConfig(AppConfig):
    name = "etablissements"
    verbose_name = "Établissements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register who sees what: `portee` knows the models of this app from here on."""
        from etablissements import permissions  # noqa: F401, PLC0415 -- models must be loaded first
