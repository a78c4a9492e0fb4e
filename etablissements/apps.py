from django.apps import AppConfig


class EtablissementsConfig(AppConfig):
    name = "etablissements"
    verbose_name = "Établissements"
    default_auto_field = "django.db.models.BigAutoField"
