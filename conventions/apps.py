from django.apps import AppConfig


class ConventionsConfig(AppConfig):
    name = "conventions"
    verbose_name = "Conventions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register who sees what and who is hit: `portee` and `salles.services.touches` know this app from here on."""
        from conventions import permissions, touches  # noqa: F401, PLC0415 -- models must be loaded first
