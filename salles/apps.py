from django.apps import AppConfig


class SallesConfig(AppConfig):
    name = "salles"
    verbose_name = "Salles"
    default_auto_field = "django.db.models.BigAutoField"
