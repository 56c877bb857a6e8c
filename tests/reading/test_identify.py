"""Language of a text among ours, of an article among all."""

import pytest

from depeche.reading import identify as module
from depeche.reading.identify import identify, identify_article


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le président a reçu hier à l'Élysée son homologue.", "fr"),
        ("El presidente recibió ayer a su homólogo en la capital.", "es"),
        ("The president met his counterpart in the capital yesterday.", "en"),
        ("LES DEUX PAYS SIGNENT UN ACCORD SUR LA PÊCHE", "fr"),
    ],
)
def test_identify(text: str, language: str) -> None:
    assert identify(text) == language
    assert identify(text, fallback="xx") == language


@pytest.mark.parametrize("text", ["Emmanuel Macron", "AFP", "Kim Jong Un", "2024", "", "Oslo, Bergen"])
def test_names_alone_take_the_fallback(text: str) -> None:
    assert identify(text, fallback="fr") == "fr"
    assert identify(text, fallback="es") == "es"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Bundeskanzler hat am Dienstag in Berlin den Ministerpräsidenten empfangen.", "de"),
        ("O presidente do Brasil disse ontem que vai viajar a Lisboa na próxima semana.", "pt"),
        ("Президент прибыл во вторник с визитом в Осло.", "ru"),
        ("La presidenta llegó el martes a Oslo para una visita de dos días.", "es"),
        ("White House: no deal yet", "en"),
        ("2024 — 17 %", None),
    ],
)
def test_identify_article(text: str, language: str | None) -> None:
    assert identify_article(text) == language


LONG = {
    "fr": "Le ministre a dit mardi que les deux pays n'ont pas encore signé l'accord sur la pêche, qui est "
    "attendu pour la fin de l'année. Il a été reçu par le président, et ils ont parlé du commerce.",
    "es": "El ministro dijo el martes que los dos países no han firmado todavía el acuerdo sobre la pesca, que se "
    "espera para fin de año. Fue recibido por el presidente, y los dos hablaron también del comercio.",
    "en": "The minister said on Tuesday that the two countries have not yet signed the agreement on fishing, which is "
    "due at the end of the year. He was received by the president, with whom he spoke about trade and transport.",
}
OTHERS = {
    "pt": "O ministro disse na terça-feira que os dois países ainda não assinaram o acordo sobre a pesca, que deve "
    "ficar pronto até ao fim do ano. Foi recebido pelo presidente, com quem falou do comércio da região.",
    "ca": "El ministre va dir dimarts que els dos països encara no han signat l'acord sobre la pesca, que s'espera "
    "per a final d'any. Va ser rebut pel president, amb qui va parlar del comerç i dels transports de la regió.",
    "it": "Il ministro ha detto martedì che i due paesi non hanno ancora firmato l'accordo sulla pesca, che è atteso "
    "per la fine dell'anno. È stato ricevuto dal presidente, con cui ha parlato del commercio e dei trasporti.",
}


@pytest.fixture
def no_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> None:
        raise AssertionError("loaded")

    monkeypatch.setattr(module, "load_identifier", load)
    monkeypatch.setattr(module, "load_known_identifier", load)


@pytest.mark.usefixtures("no_tables")
@pytest.mark.parametrize("language", LONG)
def test_small_words_tell_without_the_tables(language: str) -> None:
    assert identify_article(LONG[language], stated=language) == language
    assert identify(LONG[language], fallback=language) == language
    assert identify("Emmanuel Macron, Oslo", fallback=language) == language


@pytest.mark.parametrize("language", LONG)
@pytest.mark.parametrize("stated", LONG)
def test_what_a_page_states_is_not_believed_against_its_words(language: str, stated: str) -> None:
    assert identify_article(LONG[language], stated=stated) == language
    assert identify(LONG[language], fallback=stated) == language


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_on_a_page_that_states_its_own(language: str) -> None:
    assert identify_article(OTHERS[language], stated=language) == language
    assert identify_article(OTHERS[language], stated="fr") == language


@pytest.mark.parametrize("language", LONG)
def test_a_plain_text_needs_no_tables(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load_identifier", lambda: pytest.fail("py3langid was asked"))
    assert identify_article(LONG[language]) == language
