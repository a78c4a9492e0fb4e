"""What the pages answer where no view has one to give."""

from django.urls import reverse

from tests.personnages import personne


def test_lire_l_adresse_d_un_bouton_dit_que_rien_n_a_ete_envoye(client, db):
    client.force_login(personne())
    reponse = client.get(reverse("conventions:replacer", args=[1]))
    assert (reponse.status_code, reponse["Allow"]) == (405, "POST")
    assert "Rien n’a été envoyé." in reponse.content.decode()
