"""`forum sample`: lists the sample log-ins."""

import json

import typer

from forum.sample import people

offered = typer.Typer()
app = typer.Typer(no_args_is_help=True, help="The sample content and its log-ins")
offered.add_typer(app, name="sample")


@app.callback()
def sample() -> None:
    """The sample content and its log-ins."""


@app.command()
def accounts(as_json: bool = typer.Option(False, "--json")) -> None:
    """Every sample log-in: role, e-mail, password."""
    rows = [{"role": a.role.value, "email": a.email, "password": people.PASSWORD} for a in people.accounts()]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo(f"{row['role']:14} {row['email']:32} {row['password']}")
