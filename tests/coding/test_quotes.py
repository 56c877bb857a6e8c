"""Quoted and reported words. A case is a line: the text with the words ⟦so marked⟧, their kind, the words that name who
speaks ("" for nobody), in the text's order when there are several."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from samples import unmark

from depeche.coding.quotation_marks import find_marked
from depeche.coding.quotes import find_quotes
from depeche.language.analysis import analyse
from depeche.records import Actor, Article, Block, BlockKind, Mention, Quote

FRENCH = [
    # the cue stands behind, inside, before
    ("« ⟦Nous rentrons demain⟧ », a dit la capitaine.", "direct", "la capitaine"),
    ("« ⟦Le barrage tiendra⟧ », assure l'ingénieur Paul Morvan.", "direct", "l'ingénieur Paul Morvan"),
    ("« ⟦Où sont les clés ?⟧ » a demandé le juge.", "direct", "le juge"),
    ("« ⟦La route est coupée⟧ », a-t-elle prévenu.", "direct", "elle"),
    ("“⟦Rien ne presse⟧”, souffle un conseiller du maire.", "direct", "un conseiller du maire"),
    ('"⟦Le port rouvrira lundi⟧", a annoncé la préfète.', "direct", "la préfète"),
    ("« ⟦Il neige⟧, a-t-il dit, ⟦et le col ferme.⟧ »", "direct", "il|il"),
    ("« ⟦Le vote est clos⟧ », a déclaré le greffier, « ⟦et le compte est bon⟧ ».", "direct", "le greffier|le greffier"),
    ("« ⟦Tenez bon⟧ », a lancé à la radio le colonel Roland Faivre.", "direct", "le colonel Roland Faivre"),
    ("Le notaire a répondu : « ⟦L'acte est ancien⟧ ».", "direct", "Le notaire"),
    ("Le consul dément : « ⟦Nous n'avons rien signé⟧ ».", "direct", "Le consul"),
    ("« ⟦C'est une victoire⟧ » : le maire savourait dimanche sa réélection.", "direct", "le maire"),
    ("La maire a salué la foule. « ⟦Nous avons gagné ensemble.⟧ »", "direct", ""),
    ("— ⟦Je pars demain⟧, dit-il.", "direct", "il"),
    ("Le guide estime que « ⟦le sentier est dangereux⟧ ».", "direct", "Le guide"),
    # some words
    ("Le roi a exprimé sa « ⟦profonde tristesse⟧ ».", "partial", "Le roi"),
    ("Lisbonne a salué un « ⟦geste courageux⟧ ».", "partial", "Lisbonne"),
    ("L'évêque a qualifié la loi de « ⟦honteuse⟧ ».", "partial", "L'évêque"),
    ("Le syndicat dénonce un « ⟦mépris total⟧ » des mineurs.", "partial", "Le syndicat"),
    ("La digue, selon le préfet, est « ⟦tout à fait sûre⟧ ».", "partial", "le préfet"),
    ("Le quai d'Oran était « ⟦presque vide⟧ », selon des dockers.", "partial", "des dockers"),
    ("Le ministre affirme que la réforme est « ⟦juste et durable⟧ ».", "partial", "Le ministre"),
    ("Le navire « ⟦ne quittera pas le port⟧ », a indiqué l'armateur.", "partial", "l'armateur"),
    ("L'attaque a été qualifiée de « ⟦lâche⟧ » par le chancelier.", "partial", "le chancelier"),
    ("Le chenal « ⟦est fermé aux cargos⟧ », a prévenu le port.", "partial", "le port"),
    ("La foule scandait « ⟦du pain et du travail⟧ ».", "partial", "La foule"),
    ("« ⟦On attend⟧ », a dit la garde, ajoutant : « ⟦Le fleuve monte.⟧ »", "direct", "la garde|la garde"),
    ("Le maire conteste l'accusation d'Oslo selon laquelle ⟦le barrage fuyait⟧.", "indirect", "Oslo"),
    # clauses without marks
    ("Le maire a déclaré que ⟦la digue tiendrait⟧.", "indirect", "Le maire"),
    ("La banque affirme ⟦vouloir rembourser ses clients⟧.", "indirect", "La banque"),
    ("⟦Trois wagons ont déraillé⟧, a indiqué la police.", "indirect", "la police"),
    ("Selon le préfet, ⟦deux ponts sont fermés⟧.", "indirect", "le préfet"),
    ("⟦Le train partira à midi⟧, d'après la gare.", "indirect", "la gare"),
    ("Comme l'a souligné le préfet, ⟦la digue est fermée⟧.", "indirect", "le préfet"),
    ("⟦La digue est fermée⟧, comme l'a dit le maire.", "indirect", "le maire"),
    ("Le pape exhorte ⟦les fidèles à prier⟧.", "indirect", "Le pape"),
    ("Le chef du port a répondu dans un message que ⟦les grues étaient sûres⟧.", "indirect", "Le chef du port"),
    ("Le ministre a nié ⟦avoir vendu des armes⟧.", "indirect", "Le ministre"),
    # nouns that hold what is said
    ("Le syndicat réclame ⟦une hausse des salaires⟧.", "indirect", "Le syndicat"),
    ("Le procureur a requis ⟦huit ans de prison⟧.", "indirect", "Le procureur"),
    ("La mairie accuse ⟦l'entreprise d'avoir vidé le canal⟧.", "indirect", "La mairie"),
    ("Le gouverneur évoque sur Telegram « ⟦une nuit très difficile⟧ ».", "partial", "Le gouverneur"),
    ("Moscou dément ⟦toute implication⟧.", "indirect", "Moscou"),
    ("Le roi a exprimé ⟦sa « profonde tristesse »⟧.", "indirect", "Le roi"),
    ("La défense plaide ⟦pour un report⟧.", "indirect", "La défense"),
    # a cue inside the marks, and in dialogue
    (
        "« ⟦Nous avons tenu⟧, explique la capitaine, ⟦parce que le vent a tourné⟧ ».",
        "direct",
        "la capitaine|la capitaine",
    ),
    ("— ⟦Il est parti hier soir⟧, répond une voisine.", "direct", "une voisine"),
    ("— ⟦Où est le maire ?⟧ demande un paysan.", "direct", "un paysan"),
    ("— ⟦Nous partons demain⟧, a dit le capitaine.", "direct", "le capitaine"),
    ("– ⟦Nous partons demain⟧, a dit le capitaine.", "direct", "le capitaine"),
    ("« ⟦Nous partons⟧, a dit le capitaine. ⟦Le fleuve monte.⟧ »", "direct", "le capitaine|le capitaine"),
    ("« ⟦Nous partons demain⟧, a dit le capitaine.", "direct", "le capitaine"),
    # every typography
    ("«⟦Nous partons demain⟧», a dit le capitaine.", "direct", "le capitaine"),
    ("«\u202f⟦Nous partons demain⟧\u202f», a dit le capitaine.", "direct", "le capitaine"),
    ("“⟦Nous partons demain⟧”, a dit le capitaine.", "direct", "le capitaine"),
    ("'⟦Nous partons demain⟧', a dit le capitaine.", "direct", "le capitaine"),
    ("‹ ⟦Nous partons demain⟧ ›, a dit le capitaine.", "direct", "le capitaine"),
    # nested, without a verb, sources without a name
    ("Le capitaine a dit : « Le pilote m'a répété “⟦jamais sans toi⟧” hier. »", "partial", "Le pilote"),
    ("Le maire a salué « ⟦un grand pas⟧ », selon les mots d'un communiqué.", "partial", "Le maire"),
    ("⟦Le port ferme⟧, au dire des dockers.", "indirect", "dockers"),
    ("Selon l'avis du notaire, ⟦l'acte est faux⟧.", "indirect", "notaire"),
    ("Selon Oslo, Moscou aurait reconnu que ⟦le navire avait coulé⟧.", "indirect", "Moscou"),
    ("Un responsable, sous couvert d'anonymat, a indiqué que ⟦le pont fermait⟧.", "indirect", "Un responsable"),
    ("Des sources diplomatiques évoquent un « ⟦accord fragile⟧ ».", "partial", "Des sources diplomatiques"),
    ("Elle a promis que le pont serait prêt, et ajouté que ⟦le péage baisserait⟧.", "indirect", "Elle"),
    # names, terms, titles
    ("On appelle la crue « ⟦la grande sale⟧ ».", "not_speech", ""),
    ("Le ministre parle d'« ⟦opération militaire spéciale⟧ ».", "not_speech", ""),
    ("L'opération « ⟦Vent du nord⟧ » a commencé.", "not_speech", ""),
    ("Le film « ⟦La Source⟧ » sort mercredi.", "not_speech", ""),
    ("Le chef, surnommé « ⟦Grand Loup⟧ », a fui.", "not_speech", ""),
    ("Ce que le palais appelle une « ⟦mesure de police⟧ » dure depuis mai.", "not_speech", ""),
    ("La vallée dite « ⟦des Moulins⟧ » est inondée.", "not_speech", ""),
]

SPANISH = [
    ("«⟦Volvemos mañana⟧», dijo la capitana.", "direct", "la capitana"),
    ("“⟦El dique resistirá⟧”, aseguró el ingeniero Pablo Moreno.", "direct", "el ingeniero Pablo Moreno"),
    ('"⟦El puerto abrirá el lunes⟧", anunció la alcaldesa.', "direct", "la alcaldesa"),
    ("«⟦¿Quién tiene las llaves?⟧», preguntó el juez.", "direct", "el juez"),
    ("«⟦La carretera está cortada⟧», advirtió.", "direct", ""),
    ("—⟦No hay plazo⟧ —dijo el vocero—. ⟦Habrá que esperar.⟧", "direct", "el vocero|el vocero"),
    (
        "«⟦El voto ha terminado⟧», declaró el secretario, «⟦y el recuento es limpio⟧».",
        "direct",
        "el secretario|el secretario",
    ),
    ("«⟦Aguanten⟧», lanzó por la radio el coronel Rafael Ibáñez.", "direct", "el coronel Rafael Ibáñez"),
    ("El notario respondió: «⟦El acta es antigua⟧».", "direct", "El notario"),
    ("El cónsul desmiente: “⟦No firmamos nada⟧”.", "direct", "El cónsul"),
    ("La guía cree que «⟦el sendero es peligroso⟧».", "direct", "La guía"),
    ("«⟦Nunca vi tanta nieve⟧», contaba una vecina de Jaca.", "direct", "una vecina de Jaca"),
    ("“⟦Que abran las puertas⟧”, exigió el portavoz de los mineros.", "direct", "el portavoz de los mineros"),
    ("La reina expresó su «⟦profunda tristeza⟧».", "partial", "La reina"),
    ("Lisboa celebró un «⟦gesto valiente⟧».", "partial", "Lisboa"),
    ("El obispo calificó la ley de «⟦vergonzosa⟧».", "partial", "El obispo"),
    ("El sindicato denuncia un «⟦desprecio total⟧» a los mineros.", "partial", "El sindicato"),
    ("El ministro habló de un “⟦error de cálculo⟧”.", "partial", "El ministro"),
    ("El muelle estaba «⟦casi vacío⟧», según los estibadores.", "partial", "los estibadores"),
    ("La ministra afirma que la reforma es «⟦justa y duradera⟧».", "partial", "La ministra"),
    ("Túnez rechaza acusaciones «⟦absurdas⟧».", "partial", "Túnez"),
    ("El alcalde declaró que ⟦el dique resistirá⟧.", "indirect", "El alcalde"),
    ("El banco informó de que ⟦devolverá el dinero⟧.", "indirect", "El banco"),
    ("⟦Tres vagones descarrilaron⟧, indicó la policía.", "indirect", "la policía"),
    ("Según el prefecto, ⟦dos puentes están cerrados⟧.", "indirect", "el prefecto"),
    ("⟦El tren saldrá a mediodía⟧, según la estación.", "indirect", "la estación"),
    ("Los estibadores coreaban «⟦pan y trabajo⟧».", "partial", "Los estibadores"),
    ("La advertencia del puerto de que ⟦el canal se cierra⟧ llegó tarde.", "indirect", "puerto"),
    ("Como señaló el juez, ⟦el puente está cerrado⟧.", "indirect", "el juez"),
    ("⟦El puente está cerrado⟧, como dijo ayer el juez.", "indirect", "el juez"),
    ("A juicio de la ministra, ⟦el plan es gradual⟧.", "indirect", "la ministra"),
    ("El papa exhortó ⟦a los fieles a rezar⟧.", "indirect", "El papa"),
    ("El grupo aseguró en un comunicado que ⟦seguirá con los gestos⟧.", "indirect", "El grupo"),
    ("La guardia pidió este lunes ⟦a los vecinos que respeten la tregua⟧.", "indirect", "La guardia"),
    ("El ministro negó ⟦haber vendido armas⟧.", "indirect", "El ministro"),
    ("El sindicato exige ⟦la renuncia del director⟧.", "indirect", "El sindicato"),
    ("El alcalde acusa ⟦a la empresa de vaciar el canal⟧.", "indirect", "El alcalde"),
    ("Un vecino, según contó a la radio, ⟦vio arder el granero⟧.", "indirect", "Un vecino"),
    ("–⟦Salimos mañana⟧ –dijo el capitán.", "direct", "el capitán"),
    ("‹⟦Salimos mañana⟧›, dijo el capitán.", "direct", "el capitán"),
    ("'⟦Salimos mañana⟧', dijo el capitán.", "direct", "el capitán"),
    ("«⟦Salimos mañana⟧, dijo el capitán.", "direct", "el capitán"),
    ("El capitán dijo: «El piloto me repitió “⟦nunca sin ti⟧” ayer».", "partial", "El piloto"),
    ("⟦El puerto cierra⟧, a decir de los estibadores.", "indirect", "los estibadores"),
    ("En opinión del notario, ⟦el acta es falsa⟧.", "indirect", "notario"),
    ("Según Oslo, Moscú habría reconocido que ⟦el barco se hundió⟧.", "indirect", "Moscú"),
    ("Un funcionario, bajo condición de anonimato, indicó que ⟦el puente cierra⟧.", "indirect", "Un funcionario"),
    ("Fuentes diplomáticas hablan de un «⟦acuerdo frágil⟧».", "partial", "Fuentes diplomáticas"),
    ("Prometió que ⟦el puente estaría listo⟧ y añadió que ⟦el peaje bajaría⟧.", "indirect", "|"),
    ("“⟦Aguantamos⟧, explicó la capitana, ⟦porque cambió el viento⟧”.", "direct", "la capitana|la capitana"),
    ("En el valle llaman a la crecida «⟦la mala⟧».", "not_speech", ""),
    ("La operación «⟦Viento del norte⟧» ha comenzado.", "not_speech", ""),
    ("La película «⟦La fuente⟧» se estrena el viernes.", "not_speech", ""),
    ("El jefe, apodado «⟦Lobo Viejo⟧», huyó.", "not_speech", ""),
    ("El llamado “⟦plan de otoño⟧” empieza hoy.", "not_speech", ""),
    ("Los vecinos marcharon bajo el lema «⟦Agua para todos⟧».", "not_speech", ""),
]

ENGLISH = [
    ("“⟦We sail tomorrow,⟧” said the captain.", "direct", "the captain"),
    ("“⟦The levee will hold,⟧” chief engineer Paul Morton said.", "direct", "chief engineer Paul Morton"),
    ('"⟦The port will open on Monday,⟧" the mayor announced.', "direct", "the mayor"),
    ("“⟦Who has the keys?⟧” asked the judge.", "direct", "the judge"),
    ("“⟦The vote is closed,⟧” the clerk said, “⟦and the count is clean.⟧”", "direct", "the clerk|the clerk"),
    ("“⟦It is snowing,⟧” she said. “⟦The pass will close.⟧”", "direct", "she|she"),
    ("The notary replied: “⟦The deed is old.⟧”", "direct", "The notary"),
    ("The consul said, “⟦We signed nothing.⟧”", "direct", "The consul"),
    ("‘⟦Nobody called,⟧’ complained the shopkeeper.", "direct", "the shopkeeper"),
    ("“⟦Hold on,⟧” Colonel Ralph Fenner told his men.", "direct", "Colonel Ralph Fenner"),
    ("''⟦The bridge is gone,''⟧ a driver said.".replace(",''⟧", ",⟧''"), "direct", "a driver"),
    ("“⟦Not a word of it is true,⟧” according to the consul.", "direct", "the consul"),
    (
        '“⟦At this point nothing is sure⟧," said the mayor. "⟦We shall see.⟧”'.replace('⟧,"', ',⟧"'),
        "direct",
        "the mayor|the mayor",
    ),
    ("The fair had been “⟦hijacked,⟧” the mayor said.", "partial", "the mayor"),
    ("The dockers chanted “⟦bread and work⟧”.", "partial", "The dockers"),
    ("“⟦We wait,⟧” said the warden, adding: “⟦The river is rising.⟧”", "direct", "the warden|the warden"),
    (
        "“⟦The deal is sound,⟧” Ralph Fenner, the chair of the board, one of the firms that sued the port, said.",
        "direct",
        "Ralph Fenner, the chair of the board",
    ),
    ("The singer urged his crew to “⟦keep the faith⟧”.", "partial", "The singer"),
    (
        "The bishop called the law ⟦“shameful,”⟧ a word he rarely uses.".replace("law ⟦", "law “⟦")
        .replace("⟦“", "⟦")
        .replace(",”⟧", ",⟧”"),
        "partial",
        "The bishop",
    ),
    ("The mayor rejects the port’s claim that ⟦the channel was shut⟧.", "indirect", "the port’s"),
    ("The minister denied ⟦any role in the sale⟧.", "indirect", "The minister"),
    ("The prosecutor asked ⟦for eight years in prison⟧.", "indirect", "The prosecutor"),
    ("The guild accused ⟦the state of theft⟧.", "indirect", "The guild"),
    ("The bishop called ⟦the law “shameful”⟧.", "indirect", "The bishop"),
    ("The envoy urged ⟦both sides to show restraint⟧.", "indirect", "The envoy"),
    ("The mayor had promised ⟦rents would not rise⟧.", "indirect", "The mayor"),
    ("The firm plans ⟦to close the mill⟧.", "indirect", "The firm"),
    ("The queen voiced her “⟦deep sorrow⟧”.", "partial", "The queen"),
    ("Lisbon hailed a “⟦brave gesture⟧”.", "partial", "Lisbon"),
    ("The bishop called the law “⟦shameful⟧”.", "partial", "The bishop"),
    ("The union denounced a “⟦total contempt⟧” for miners.", "partial", "The union"),
    ("The minister spoke of “⟦an error of reckoning⟧”.", "partial", "The minister"),
    ("The quay was “⟦almost empty⟧”, according to dockers.", "partial", "dockers"),
    ("The minister says the reform is “⟦fair and lasting⟧”.", "partial", "The minister"),
    ("Tunis rejected “⟦absurd⟧” charges.", "partial", "Tunis"),
    ("The mayor said that ⟦the levee would hold⟧.", "indirect", "The mayor"),
    ("The mayor said ⟦the levee would hold⟧.", "indirect", "The mayor"),
    ("⟦Three wagons left the track⟧, the police said.", "indirect", "the police"),
    ("⟦The train leaves at noon⟧, said the station.", "indirect", "the station"),
    ("According to the prefect, ⟦two bridges are closed⟧.", "indirect", "the prefect"),
    ("⟦The road is cut⟧, according to the police.", "indirect", "the police"),
    ("‘⟦We sail tomorrow,⟧’ the captain said, ‘⟦but not without you.⟧’", "direct", "the captain|the captain"),
    ("«⟦We sail tomorrow⟧», the captain said.", "direct", "the captain"),
    ("The captain said: “The pilot told me ‘⟦never without you⟧’ yesterday.”", "partial", "The pilot"),
    ("The mayor said ⟦“budget cuts” would pay for it⟧.", "indirect", "The mayor"),
    ("In the view of the notary, ⟦the deed is false⟧.", "indirect", "the notary"),
    ("According to Oslo, Moscow admitted that ⟦the ship had sunk⟧.", "indirect", "Moscow"),
    ("An official, speaking on condition of anonymity, said ⟦the bridge was closing⟧.", "indirect", "An official"),
    ("Diplomatic sources speak of a “⟦fragile deal⟧”.", "partial", "Diplomatic sources"),
    ("As the mayor put it, ⟦the levee is a sieve⟧.", "indirect", "the mayor"),
    ("⟦The levee is a sieve⟧, as the mayor has said.", "indirect", "the mayor"),
    ("The pope urged ⟦the faithful to pray⟧.", "indirect", "The pope"),
    ("The firm promised ⟦to repay its clients⟧.", "indirect", "The firm"),
    # where what is said ends
    ("The clerk said ⟦she was a “proud sailor”⟧, putting her job at risk.", "indirect", "The clerk"),
    ("The clerk said ⟦the ferry had sunk, killing ten sailors⟧.", "indirect", "The clerk"),
    ("The mayor said ⟦she is proud of the port⟧.", "indirect", "The mayor"),
    ("Contrary to his claim that ⟦voters would “learn nothing,”⟧ there would be a wealth of facts.", "indirect", "his"),
    (
        "Admitting that ⟦the captain “drinks a lot,”⟧ though, Reed did say that ⟦he sails well⟧.",
        "indirect",
        "Reed|Reed",
    ),
    (
        "The mayor said that ⟦fathers go unpaid⟧, and when pressed, the treasurer replied, “It is for mothers.”",
        "indirect",
        "The mayor",
    ),
    ("The clerk said ⟦she has the one virtue that counts⟧: “Patience at sea.”", "indirect", "The clerk"),
    ("The clerk said she has the one virtue that counts: “⟦Patience at sea.⟧”", "direct", "The clerk"),
    ("Acts of faith, the abbot said, ⟦are acts of love⟧, as Anna Reed has said.", "indirect", "the abbot"),
    ("⟦The tools his port has⟧, he added, ⟦are like storms⟧.", "indirect", "he|he"),
    ("Where he used to boast that ⟦he had sunk ''the old fleet,''⟧ on Monday night he said nothing.", "indirect", "he"),
    ("The captain blasted ⟦Reed as a “disgrace”⟧ Wednesday on the radio.", "indirect", "The captain"),
    ("The union railed ⟦against the “harbour cartel”⟧ and called a strike.", "indirect", "The union"),
    (
        "The clerk said ⟦she wanted to write to sailors and let them know that the port is shut⟧.",
        "indirect",
        "The clerk",
    ),
    ("The abbot told his pupils on a regular basis that ⟦the sea is the answer⟧.", "indirect", "The abbot"),
    ("People familiar with the talks said ⟦the deal was dead⟧.", "indirect", "People familiar with the talks"),
    ("The mayor said ⟦sailors are to blame for focusing on “he left, he came.”⟧", "indirect", "The mayor"),
    ("The mayor complained, in a long letter, ⟦of “lazy clerks” in the port⟧.", "indirect", "The mayor"),
    # words behind the cue go on with what stands before it
    ("⟦Many of the sailors were older⟧, she said, and “⟦I had to step back.⟧”", "indirect|direct", "she|she"),
    ("⟦Reed is “smart,”⟧ the pilot wrote, and “⟦full of tricks.⟧”", "indirect|partial", "the pilot|the pilot"),
    # a clause that stands for a noun
    ("The mayor condemned ⟦what he called a “brazen breach” of the rules⟧.", "indirect", "The mayor"),
    ("Operation “⟦North Wind⟧” has begun.", "not_speech", ""),
    ("The film “⟦The Source⟧” opens on Friday.", "not_speech", ""),
    ("The chief, nicknamed “⟦Old Wolf⟧”, fled.", "not_speech", ""),
    ("The mayor spoke on “⟦Fox of the North⟧” about the levee.", "not_speech", ""),
    ("The so-called “⟦autumn plan⟧” starts today.", "not_speech", ""),
    ("What the palace calls a “⟦police measure⟧” has lasted since May.", "not_speech", ""),
]

CASES = [
    *((("fr"), *case) for case in FRENCH),
    *((("es"), *case) for case in SPANISH),
    *((("en"), *case) for case in ENGLISH),
]
QUIET = [
    ("fr", "Rien ne montre que la digue cède."),
    ("es", "Nada indica que el dique ceda."),
    ("en", "Nothing shows that the levee leaks."),
    ("en", "As the crowd cheered, the train left."),
    ("en", "It goes without saying that the port is poor."),
    ("en", "The captain, asked about his claims, left."),
    ("fr", "L'accord entre les deux villes est entré en vigueur."),
    ("es", "Los agricultores bloquean la frontera desde el jueves."),
    ("en", "Farmers have blocked the road since Thursday."),
]


def article(language: str, text: str, kind: BlockKind = "paragraph") -> Article:
    blocks, at = [], 0
    for n, line in enumerate(text.split("\n")):
        if line.strip():
            blocks.append(Block(f"b{n}", kind, language, at, at + len(line)))
        at += len(line) + 1
    return Article("test", text, tuple(blocks), language=language)


def quotes_of(
    language: str, text: str, actors: tuple[Actor, ...] = (), kind: BlockKind = "paragraph"
) -> tuple[Quote, ...]:
    reading = article(language, text, kind)
    return find_quotes(reading, analyse(reading), actors)


def actor(text: str, name: str, *words: str) -> Actor:
    mentions = tuple(
        Mention(m.start(), m.end(), "name") for word in (name, *words) for m in re.finditer(re.escape(word), text)
    )
    return Actor(name.lower(), "person", name, None, (), None, (), (), mentions)


@pytest.mark.parametrize(("language", "marked", "kind", "sources"), CASES)
def test_finds_the_words_their_kind_and_their_source(language: str, marked: str, kind: str, sources: str) -> None:
    text, spans = unmark(marked)
    found = {(q.start, q.end): q for q in quotes_of(language, text)}
    kinds = kind.split("|") if "|" in kind else [kind] * len(spans)
    for span, kind_of_it, source in zip(spans, kinds, sources.split("|"), strict=True):
        assert span in found, {text[a:b]: q.kind for (a, b), q in found.items()}
        quote = found[span]
        assert quote.kind == kind_of_it
        assert (text[quote.source.start : quote.source.end] if quote.source else "") == source


@pytest.mark.parametrize(("language", "text"), QUIET)
def test_a_plain_report_is_no_quote(language: str, text: str) -> None:
    assert quotes_of(language, text) == ()


def test_a_part_points_at_the_clause_it_stands_in() -> None:
    text, _ = unmark("Le maire affirme que la digue est « solide ».")
    clause, part = quotes_of("fr", text)
    assert (clause.kind, part.kind, part.of) == ("indirect", "partial", 0)
    assert part.cue == clause.cue


def test_words_wholly_in_marks_have_no_clause_beside_them() -> None:
    assert [q.kind for q in quotes_of("fr", "Le guide estime que « le sentier est dangereux ».")] == ["direct"]


def test_pieces_of_an_interrupted_quotation_share_their_cue() -> None:
    first, second = quotes_of("fr", "« Il neige, a-t-il dit, et le col ferme. »")
    assert first.cue == second.cue is not None


def test_the_speaker_is_the_actor_whose_mention_is_the_source() -> None:
    text = "« Le pont est fermé », a dit Ada Lovel. Bern a salué un « geste utile »."
    found = quotes_of("fr", text, (actor(text, "Ada Lovel"), actor(text, "Bern")))
    assert [q.speaker for q in found if q.kind != "indirect"] == ["ada lovel", "bern"]


def test_a_dropped_subject_is_the_one_before() -> None:
    text = "Ada Lovel visitó el puerto. «No hay daños», dijo."
    assert [q.speaker for q in quotes_of("es", text, (actor(text, "Ada Lovel"),))] == ["ada lovel"]


def test_a_quotation_without_cue_goes_on_with_its_speaker() -> None:
    text = "« Le pont est fermé », a dit Ada Lovel. « Il rouvrira lundi. »"
    assert [q.speaker for q in quotes_of("fr", text, (actor(text, "Ada Lovel"),))] == ["ada lovel", "ada lovel"]


@pytest.mark.parametrize(
    "text",
    [
        "« Le pont est fermé », a dit Ada Lovel, qui y a vu « un drame ». « Il rouvrira lundi. »",
        "« Le pont est fermé », a dit Ada Lovel.\n« Il rouvrira lundi. »",
    ],
)
def test_what_follows_a_quotation_is_one_with_it(text: str) -> None:
    found = [q for q in quotes_of("fr", text, (actor(text, "Ada Lovel"),)) if q.kind == "direct"]
    assert [text[q.start : q.end] for q in found] == ["Le pont est fermé", "Il rouvrira lundi."]
    assert found[0].cue == found[1].cue


def test_who_is_spoken_to() -> None:
    text = "Ada Lovel told Tom Brand that the levee would hold."
    (quote,) = quotes_of("en", text, (actor(text, "Ada Lovel"), actor(text, "Tom Brand")))
    assert (quote.speaker, quote.addressee) == ("ada lovel", "tom brand")


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("fr", "Duval : « Nous ne céderons pas »", "direct"),
        ("es", "Durán: «No vamos a ceder»", "direct"),
        ("fr", "Un pacte « à long terme »", "not_speech"),
    ],
)
def test_headlines(language: str, text: str, kind: str) -> None:
    (quote,) = quotes_of(language, text, kind="title")
    assert quote.kind == kind
    assert (quote.source is not None) == (kind == "direct")


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Il dit « oui » et «\u202fnon\u202f».", ["oui", "non"]),
        ("Elle dit “yes” and ‘no’.", ["yes", "no"]),
        ('l\'"élan" et d\'"amour ".', ["élan", "amour"]),
        ("„Ja“ und „nein“", ["Ja", "nein"]),
        ("‹ a › et « b »", ["a", "b"]),
        ("“She read ‘Old Hills’ twice,” the miners’ wives said.", ["She read ‘Old Hills’ twice,", "Old Hills"]),
        ("the miners’ wives’ hats", []),
        ("« Nous partons", ["Nous partons"]),
        ("»Nous partons», dit-il.", ["Nous partons"]),
        ('une planche de 5" de large', []),
        ('"A "B" c"', ['A "B" c', "B"]),
        ("''We go,'' he said.", ["We go,"]),
        ("l'eau, l'air, c'est d'hier", []),
    ],
)
def test_marks_of_every_typography(text: str, inside: list[str]) -> None:
    assert [text[m.start : m.end] for m in find_marked(article("fr", text))] == inside


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("fr", "« Nous partons. Le fleuve monte.\n« Il faudra tenir », a dit Ada Lovel.", "Ada Lovel"),
        ("es", "«Salimos. El río crece.\n»Habrá que aguantar», dijo Ada Lovel.", "Ada Lovel"),
        ("en", "“We sail. The river is rising.\n“We must hold,” Ada Lovel said.", "Ada Lovel"),
    ],
)
def test_words_that_open_again_in_the_next_paragraph_are_one(language: str, text: str, speaker: str) -> None:
    first, second = quotes_of(language, text, (actor(text, speaker),))
    assert first.cue == second.cue is not None
    assert [first.speaker, second.speaker] == ["ada lovel", "ada lovel"]
    assert text[first.start : first.end].endswith(".")


def test_words_behind_a_paragraph_that_ends_with_a_colon_are_its_speakers() -> None:
    text = "Ada Lovel wrote to the port:\n“The bridge is shut. It opens on Monday.”"
    (quote,) = quotes_of("en", text, (actor(text, "Ada Lovel"),))
    assert (quote.kind, quote.speaker) == ("direct", "ada lovel")


def test_marks_never_pair_across_paragraphs() -> None:
    text = "« Un jour.\n« Deux jours », a dit le maire."
    assert [text[m.start : m.end] for m in find_marked(article("fr", text))] == ["Un jour.", "Deux jours"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="«»“”\"'‘’„‹›—–-,.:;!? \nabÉ\u00a0\u202f🙂", max_size=60), st.sampled_from(["fr", "es", "en"]))
@example('."a', "fr")  # marks that open within the last word
def test_any_salad_of_marks_gives_spans_inside_the_text(text: str, language: str) -> None:
    found = quotes_of(language, text)
    assert list(found) == sorted(found, key=lambda q: q.start)
    for n, quote in enumerate(found):
        assert 0 <= quote.start < quote.end <= len(text)
        assert quote.of is None or (0 <= quote.of < len(found) and quote.of != n)
        for span in (quote.cue, quote.source):
            assert span is None or 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize("salad", ['"', "« ", "‘a", "“a” ", "a' 'b\"", "''a", "» «"])
def test_a_hundred_thousand_marks_do_not_hang(salad: str) -> None:
    begun = time.perf_counter()
    find_marked(article("fr", salad * (100_000 // len(salad))))
    assert time.perf_counter() - begun < 5  # seconds; a tenth of a second alone, a quadratic pass takes minutes
