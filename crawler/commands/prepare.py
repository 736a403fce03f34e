"""`stallwatch init`, `doctor`, `rules …`, `elasticsearch …`: before the first run, and when something seems wrong."""

from __future__ import annotations

import json

import typer

from config.errors import ConfigError, StallwatchError
from crawler.command import Globals, Json, read_folder
from crawler.exits import Exit

elasticsearch_app = typer.Typer(no_args_is_help=True, help="Prepare Elasticsearch (needs admin rights once).")
rules_app = typer.Typer(no_args_is_help=True, help="Check the rules.")


def init(context: typer.Context) -> None:
    """Make the operator's folder, commented."""
    from crawler.init import init as make  # noqa: PLC0415

    folder = context.obj.folder
    written = make(folder)
    for path in written:
        typer.echo(f"wrote {path}")
    if not written:
        typer.echo("nothing to write: all of it is there")
    typer.echo(f"next: stallwatch --config {folder} sites detect http://<56 characters>.onion/, then sites add")
    typer.echo("or by hand: copy an example of sites/ to sites/<name>.yml, change it, then doctor")


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Look whether a run would work, and whether anything stands open."""
    from config.environment import Environment  # noqa: PLC0415
    from crawler.doctor import Check, examine  # noqa: PLC0415

    given: Globals = context.obj
    try:
        Environment.read(given.env_file)
        checks = []
    except ConfigError as error:  # the other checks are made without it
        says = f"{str(error).removeprefix('env file: ')}; what it sets counts as not set below"
        given.env_file, checks = None, [Check("env file", ok=False, says=says)]
    checks += examine(*read_folder(context))
    if as_json:
        typer.echo(json.dumps([{"name": each.name, "ok": each.ok, "says": each.says} for each in checks]))
    else:
        for each in checks:
            typer.echo(f"{'ok  ' if each.ok else 'LOOK'}  {each.name}: {each.says}")
    raise typer.Exit(Exit.OK if all(each.ok for each in checks) else Exit.WORSE)


@rules_app.command("check")
def rules_check(context: typer.Context) -> None:
    """Read all files of the folder and say what is wrong with them."""
    config, environment = read_folder(context)
    webhooks = environment.slack_channels(config.channels)
    for rule in config.rules:
        off = " (off: no webhook)" if rule.then == "alert" and rule.channel not in webhooks else ""
        typer.echo(f"{rule.id}: {rule.then}" + (f" to {rule.channel}{off}" if rule.channel else ""))
    wrong = f", {len(config.broken)} more left out" if config.broken else ": all well"
    typer.echo(f"{len(config.rules)} rules, {len(config.sites)} sites{wrong}")


@elasticsearch_app.command("setup")
def elasticsearch_setup(context: typer.Context) -> None:
    """Install the index template and the index, and print the writer's role. Run it with an admin's login."""
    from pipelines.deliver.cluster import connect, setup  # noqa: PLC0415

    config, environment = read_folder(context, about_sites=False)
    target = environment.elasticsearch()
    if target is None:
        raise StallwatchError("STALLWATCH_ELASTICSEARCH_URL is not set: nothing to set up")
    role = setup(connect(target, config.settings.elasticsearch), config.settings.elasticsearch)
    typer.echo(f"template and index of {config.settings.elasticsearch.index} are in place. The writer needs this role:")
    typer.echo(json.dumps(role, indent=2))
