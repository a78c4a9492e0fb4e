from django.apps import AppConfig


class SocleConfig(AppConfig):
    name = "socle"
    verbose_name = "Socle"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from socle.phrases import parler_aux_pages  # noqa: PLC0415 -- DRF reads the settings

        parler_aux_pages()
