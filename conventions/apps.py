from django.apps import AppConfig


class ConventionsConfig(AppConfig):
    name = "conventions"
    verbose_name = "Conventions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register who sees what, who is hit, who waits: `portee` and `salles.services` know this app from here on."""
        from conventions import ecoles_fermees, mouvements, permissions, touches  # noqa: F401, PLC0415 -- models first
