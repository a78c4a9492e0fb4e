from django.apps import AppConfig


class SocleConfig(AppConfig):
    name = "socle"
    verbose_name = "Socle"
    default_auto_field = "django.db.models.BigAutoField"
