"""What the modules of the demo agree on."""

GRAINE = "preau"  # of all that is drawn by lot
DOMAINE = "demonstration.example"
UAI_DU_CHEF = "0382042N"  # collège La Garenne, Voiron
UAI_DE_L_AUTRE_CHEF = "0351638R"  # collège Anne-de-Bretagne, Rennes
UAI_PRIVE_AVEC_ACTE = "0389990C"  # invented: no school of Isère has these numbers
UAI_PRIVE_SANS_ACTE = "0389991D"
