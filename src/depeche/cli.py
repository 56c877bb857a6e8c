"""The command line: one command per verb, a few lines each.

Exit status: 0 done, 1 something failed (one line each on standard error, the rest is done), 2 wrong usage.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal, cast, get_args

import msgspec
import typer

from depeche import __version__
from depeche.errors import DepecheError
from depeche.terminal import (
    PATIENCE,
    BaseUrl,
    EngineChoice,
    FieldMap,
    Jobs,
    ModelName,
    Out,
    OwnKnowledge,
    Patience,
    check_frame,
    check_language,
    chosen,
    examples,
    opened,
    put,
    read_fields,
    say,
    say_failure,
    take_up,
)

if TYPE_CHECKING:
    from depeche.analysis.corpus import Layer
    from depeche.analysis.passages import Passage
    from depeche.batch import Timed
    from depeche.coding.engines import Engine
    from depeche.pipeline import EngineName
    from depeche.presenting.encoded import Result
    from depeche.records import Article, CodedArticle, Failure


own = typer.Typer(
    help="Reads news reports and writes down who did what to whom, when, where, and according to whom.",
    epilog=examples("depeche read report.txt", "depeche read *.txt --format jsonl --out coded.jsonl"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
languages_app = typer.Typer(epilog=examples("depeche languages", "depeche languages install fr es en"))
evaluation_app = typer.Typer(help="Score coded articles against hand-made answers.", no_args_is_help=True)
knowledge_app = typer.Typer(help="Look after the knowledge tables.", no_args_is_help=True)
own.add_typer(languages_app, name="languages")
own.add_typer(evaluation_app, name="eval")
own.add_typer(knowledge_app, name="knowledge")

ScoreFormat = Annotated[Literal["json", "table"], typer.Option("--format", help="How to print the scores.")]


def __getattr__(name: str) -> typer.Typer:
    """`app`: the whole command line."""
    if name == "app":
        return whole()
    raise AttributeError(f"module 'depeche.cli' has no attribute {name!r}")


@cache
def whole() -> typer.Typer:
    """The commands of a store before those here, which start in half the time without them."""
    from depeche.cli_annotate import add_annotate_command
    from depeche.cli_exports import add_export_commands
    from depeche.cli_findings import add_findings_commands
    from depeche.cli_serve import add_serving_commands
    from depeche.cli_store import add_store_commands
    from depeche.cli_stories import add_story_commands
    from depeche.cli_watch import add_watching_commands

    here = own.registered_commands
    own.registered_commands = []
    for add in (
        *(add_store_commands, add_story_commands, add_findings_commands, add_export_commands),
        *(add_annotate_command, add_serving_commands, add_watching_commands),
    ):
        add(own)
    own.registered_commands += here
    return own


def is_own(arguments: Sequence[str]) -> bool:
    """Does the first of them name a command that stands here?"""
    commands = {str(command.callback and command.callback.__name__) for command in own.registered_commands}
    groups = {str(group.name) for group in own.registered_groups}
    return bool(arguments) and arguments[0] in commands | groups | {"--version"}


def main(arguments: list[str] | None = None) -> None:
    """Run the command line (of this process, or the arguments given); an error becomes one line and exit status 1."""
    app = own if is_own(sys.argv[1:] if arguments is None else arguments) else whole()
    try:
        app(arguments, prog_name="depeche")
    except DepecheError as error:
        say(str(error))
        sys.exit(1)


def print_version(wanted: bool) -> None:
    if wanted:
        put(f"depeche {__version__}")
        raise typer.Exit


@own.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options of every command."""


# ---- read -----------------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """How many articles went in, and how many of them failed."""

    tried: int = 0
    failed: int = 0


@own.command(
    epilog=examples(
        "depeche read report.txt",
        "depeche read report.txt --published 2024-06-19 --why",
        "depeche read monday/*.txt --format jsonl --out monday.jsonl --jobs 2",
        "depeche read many.jsonl --format jsonl",
        "depeche read articles.csv --map text=body,date=when --format jsonl",
        "depeche read crawl.warc.gz --only article --format jsonl",
        "depeche read report.txt --only article",
        "cat report.txt | depeche read - --language es --format json",
        "depeche read report.txt --engine llm --base-url http://localhost:8080/v1 --model qwen2.5-7b",
    )
)
def read(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Files to read; - is standard input.")],
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day of articles that state none, as 2024-06-19.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Language of articles that state none, as fr.")
    ] = None,
    format: Annotated[
        Literal["pretty", "json", "jsonl"], typer.Option(help="A page to read; one object or array; one a line.")
    ] = "pretty",
    out: Out = None,
    input_format: Annotated[
        str | None, typer.Option(metavar="NAME", help="Format of the files; told from their content if not named.")
    ] = None,
    field_map: FieldMap = None,
    only: Annotated[
        Literal["article"] | None, typer.Option(help="Stop after the frame and the blocks; loads no pipeline.")
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="On the page: reasons, confidence and rules.")] = False,
    timings: Annotated[bool, typer.Option("--timings", help="What each stage took, on standard error.")] = False,
    jobs: Jobs = 1,
    knowledge: OwnKnowledge = None,
    engine: EngineChoice = "encoder",
    base_url: BaseUrl = None,
    model: ModelName = None,
    timeout: Patience = PATIENCE,
) -> None:
    """Read articles and write down what they report."""
    from depeche.batch import code_timed, read_many

    take_up(knowledge)
    check_frame(published, input_format)
    check_out(out, files, "--out")
    check_language(language)
    fields = read_fields(field_map)
    articles = read_many(files, input_format=input_format, published=published, language=language, fields=fields)
    deciding = "encoder" if only else chosen(engine, base_url, model, timeout)
    results = map(as_read, articles) if only else code_timed(articles, jobs=jobs, engine=deciding)
    tally = Tally()
    with opened(out) as stream:
        head = list(islice(results, 2))
        good = report(chain(head, results), tally, timings=timings, notes=format != "pretty")
        write(good, stream, format, several=len(head) > 1, why=why)
        if tally.failed == tally.tried:
            raise typer.Exit(1)  # before the file takes its name
    raise typer.Exit(1 if tally.failed else 0)


def check_out(out: Path | None, files: Iterable[str | Path], option: str) -> None:
    """Raises BadParameter, wrong usage, where the results would replace what they are read from."""
    if out is not None and out.is_file() and any(Path(file).is_file() and out.samefile(file) for file in files):
        raise typer.BadParameter(f"{out} is read too and would be lost; name another file", param_hint=option)


def as_read(article: Article | Failure) -> Timed[Result | Failure]:
    from depeche.batch import Timed
    from depeche.presenting.encoded import ReadArticle
    from depeche.records import SCHEMA, Failure

    return Timed(article if isinstance(article, Failure) else ReadArticle(SCHEMA, article))


def report(results: Iterable[Timed[Result | Failure]], tally: Tally, *, timings: bool, notes: bool) -> Iterator[Result]:
    """What succeeded, in order; the rest, and what is to be said beside it, goes to standard error."""
    from depeche.batch import why_not_coded
    from depeche.records import CodedArticle, Failure

    for timed in results:
        tally.tried += 1
        if isinstance(timed.result, Failure):
            tally.failed += 1
            say_failure(timed.result)
            continue
        article = timed.result.article
        for line in article.notes:
            say(f"{article.id}: {line}")
        if notes and isinstance(timed.result, CodedArticle) and (note := why_not_coded(article)):
            say(f"{article.id}: {note}")
        yield timed.result
        if timings:
            spent = ", ".join(f"{stage} {seconds:.3f} s" for stage, seconds in timed.seconds.items())
            say(f"{article.id}: {spent}")


def write(results: Iterable[Result], stream: BinaryIO, format: str, *, several: bool, why: bool) -> None:
    from depeche.presenting.encoded import write_json, write_jsonl

    if format == "json":
        write_json(results, stream, several=several)
    elif format == "jsonl":
        write_jsonl(results, stream)
    else:
        from depeche.presenting.page import write_pages

        write_pages(results, stream, why=why)


# ---- fetch ----------------------------------------------------------------------------------------------------------


@own.command(
    epilog=examples(
        "depeche fetch https://news.example/report.html --out pages",
        "depeche read pages/*.html --format jsonl",
    )
)
def fetch(
    addresses: Annotated[list[str], typer.Argument(metavar="URL", help="Addresses of pages, http or https.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Folder to save them in.")] = Path("pages"),
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses of this machine and of private networks.")
    ] = False,
) -> None:
    """Save web pages in a folder, as far as their sites allow it; what has not changed is not fetched again."""
    from depeche.fetching.pages import fetch as fetch_pages
    from depeche.records import Failure

    failed = 0
    for found in fetch_pages(addresses, out, allow_private=allow_private):
        if isinstance(found, Failure):
            failed += 1
            say_failure(found)
        else:
            put(f"{found.path}" if found.changed else f"{found.path} (unchanged)")
    raise typer.Exit(1 if failed else 0)


# ---- languages ------------------------------------------------------------------------------------------------------


@languages_app.callback(invoke_without_command=True)
def languages(context: typer.Context) -> None:
    """List the languages Dépêche codes, and what is installed; install their pipelines."""
    if context.invoked_subcommand is None:
        from depeche.presenting.tables import pipelines_table

        with opened(None) as stream:
            pipelines_table(stream)


@languages_app.command(epilog=examples("depeche languages install fr", "depeche languages install fr es en"))
def install(
    languages: Annotated[list[str], typer.Argument(metavar="LANGUAGE", help="Language codes, as fr es en.")],
) -> None:
    """Fetch language pipelines from the package index, checked against their SHA-256."""
    from depeche.language.pipelines import install_pipeline, pipeline_for

    for pipeline in [pipeline_for(language) for language in languages]:
        known = f"{pipeline.language}: {pipeline.distribution} {pipeline.version} ({pipeline.licence})"
        if pipeline.installed_version() == pipeline.version:
            put(f"{known} is installed")
            continue
        install_pipeline(pipeline.language)
        put(f"{known} is now installed")


# ---- eval -----------------------------------------------------------------------------------------------------------


@evaluation_app.command(
    epilog=examples(
        "depeche read report.txt --format json --out report.json",
        "depeche eval article report.gold.json report.json",
        "depeche eval article report.gold.json report.json --format table",
    )
)
def article(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="The hand-made answer, JSON.")],
    prediction: Annotated[Path, typer.Argument(metavar="PREDICTION", help="What depeche read wrote, JSON.")],
    format: ScoreFormat = "json",
) -> None:
    """Score one coded article against its hand-made answer."""
    from depeche.analysis.agreement import score_article, table

    agreement = score_article(read_object(gold), read_object(prediction))
    print_scores(agreement, table(agreement), format)


@evaluation_app.command(
    epilog=examples(
        "depeche eval corpus passages.jsonl",
        "depeche eval corpus passages.jsonl --format table --predictions coded.jsonl",
        "depeche eval corpus passages.jsonl --errors dates",
        "depeche eval corpus passages.jsonl --engine rules",
    )
)
def corpus(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Annotated passages, one JSON object a line.")],
    predictions: Annotated[Path | None, typer.Option(metavar="OUT", help="Write what was coded here too.")] = None,
    errors: Annotated[
        str | None, typer.Option(metavar="LAYER", help="List the errors of a layer, as dates or triggers.")
    ] = None,
    format: ScoreFormat = "json",
    jobs: Jobs = 1,
    engine: EngineChoice = "encoder",
    base_url: BaseUrl = None,
    model: ModelName = None,
    timeout: Patience = PATIENCE,
) -> None:
    """Code a corpus of annotated passages and score it layer by layer."""
    from depeche.analysis.corpus import score_corpus, table
    from depeche.analysis.passages import read_corpus

    layer = checked_layer(errors)
    check_out(predictions, [file], "--predictions")
    passages = read_corpus(file)
    tally = Tally()
    deciding = chosen(engine, base_url, model, timeout)
    coded = list(code_passages(passages, tally, jobs=jobs, engine=deciding))
    if predictions:
        with opened(predictions) as stream:
            write(coded, stream, "jsonl", several=True, why=False)
    if layer:
        print_errors(passages, coded, layer)
    else:
        scores = score_corpus(passages, coded)
        print_scores(scores, table(scores), format)
    raise typer.Exit(1 if tally.failed else 0)


def code_passages(
    passages: tuple[Passage, ...], tally: Tally, *, jobs: int, engine: Engine | EngineName
) -> Iterator[CodedArticle]:
    """The passages as articles, laid out as any text is, and coded; failures are said and left out."""
    from depeche.batch import code_timed
    from depeche.reading.frame import Frame, make_article
    from depeche.records import CodedArticle

    frames = (Frame(p.id, p.id, published=p.published, language=p.language) for p in passages)
    articles = (make_article(p.text, frame) for p, frame in zip(passages, frames, strict=True))
    for result in report(code_timed(articles, jobs=jobs, engine=engine), tally, timings=False, notes=False):
        if isinstance(result, CodedArticle):
            yield result


@evaluation_app.command(
    epilog=examples("depeche eval plover pairs.tsv", "depeche eval plover pairs.tsv --predictions coded.tsv")
)
def plover(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Sentences with two marked actors, tab-separated.")],
    predictions: Annotated[Path | None, typer.Option(metavar="OUT", help="Write what was coded here too.")] = None,
    format: ScoreFormat = "json",
) -> None:
    """Code what one marked actor does to another, and score it: macro-F1 over the fifteen roots."""
    from depeche.analysis.pairs import as_tsv, code_pairs, read_pairs, score_pairs, table

    check_out(predictions, [file], "--predictions")
    coded = list(code_pairs(read_pairs(file)))
    if predictions:
        with opened(predictions) as stream:
            stream.write(as_tsv(coded))
    scores = score_pairs(coded)
    print_scores(scores, table(scores), format)


@evaluation_app.command(epilog=examples("depeche eval quotes quotes.jsonl --predictions mine.jsonl"))
def quotes(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Texts with their quotations, one JSON object a line.")],
    predictions: Annotated[Path, typer.Option(metavar="OUT", help="Write the quotations found here, a line a text.")],
    jobs: Jobs = 1,
) -> None:
    """Find the quotations of a benchmark's texts, write them in its form, and score them against its own."""
    from depeche.analysis.quotation_scores import MarkedText, as_found, score_quotes
    from depeche.analysis.quotations import called_in, quotes_to_benchmark, read_benchmark
    from depeche.batch import code_timed
    from depeche.records import CodedArticle

    check_out(predictions, [file], "--predictions")
    with mended(file):
        articles = list(read_benchmark(file))
        marked = [msgspec.json.decode(line, type=MarkedText) for line in file.read_bytes().splitlines() if line.strip()]
    tally, written = Tally(), []
    with opened(predictions) as stream:
        for coded in report(code_timed(articles, jobs=jobs), tally, timings=False, notes=False):
            if isinstance(coded, CodedArticle):
                names = {actor.id: called_in(coded.article.text, actor) for actor in coded.actors}
                found = quotes_to_benchmark(coded.quotes, coded.article, names)
                stream.write(msgspec.json.encode(found) + b"\n")
                written.append(as_found(found))
    if any(text.quotes for text in marked):
        print_scores(score_quotes(marked, written), "", "json")
    raise typer.Exit(1 if tally.failed else 0)


def checked_layer(name: str | None) -> Layer | None:
    """Raises BadParameter, wrong usage."""
    from depeche.analysis.corpus import Layer

    if name is not None and name not in get_args(Layer):
        raise typer.BadParameter(f"{name!r} is none of {', '.join(get_args(Layer))}", param_hint="--errors")
    return cast("Layer | None", name)


def print_errors(passages: Iterable[Passage], coded: Iterable[CodedArticle], layer: Layer) -> None:
    from depeche.analysis.corpus import errors

    with opened(None) as stream:
        for line in errors(passages, coded, layer=layer):
            stream.write(line.encode() + b"\n")


def read_object(path: Path) -> object:
    with mended(path):
        return msgspec.json.decode(path.read_bytes())


@contextmanager
def mended(path: Path) -> Iterator[None]:
    """What goes wrong in reading a file, as one DepecheError."""
    try:
        yield
    except OSError as error:
        raise DepecheError(f"{path}: {error.strerror or error}; check the path") from error
    except (ValueError, KeyError, TypeError) as error:
        problem = f"no field {error}" if isinstance(error, KeyError) else str(error)
        raise DepecheError(f"{path}: {problem}; give the JSON that --help describes") from error


def print_scores(scores: object, table: str, format: str) -> None:
    with opened(None) as stream:
        words = msgspec.json.format(msgspec.json.encode(scores), indent=2) if format == "json" else table.encode()
        stream.write(words + b"\n")


# ---- knowledge ------------------------------------------------------------------------------------------------------


@knowledge_app.command(epilog=examples("depeche knowledge check", "depeche knowledge check --knowledge my-pack"))
def check(knowledge: OwnKnowledge = None) -> None:
    """Check that the knowledge tables hold together: their columns, ids, dates and sources; with your own rows too."""
    from depeche.knowledge.check import check_knowledge

    take_up(knowledge)
    problems = check_knowledge()
    for problem in problems:
        say(problem)
    if problems:
        raise typer.Exit(1)
    put("The knowledge tables hold together.")
