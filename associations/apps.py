from django.apps import AppConfig


class AssociationsConfig(AppConfig):
    name = "associations"
    verbose_name = "Associations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register who sees what: `portee` knows the models of this app from here on."""
        from associations import permissions  # noqa: F401, PLC0415 -- models must be loaded first
