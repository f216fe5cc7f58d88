"""`spil keys`: who may write, and whose desks they see."""

from typing import Annotated

import typer

from catalogue.api_keys import (
    WHOLE_NETWORK,
    ApiKey,
    Role,
    create_key,
    list_keys,
    revoke_key,
)
from catalogue.database import open_store
from catalogue.errors import SettingsError
from catalogue.identifiers import parse_isil
from catalogue.settings import Settings
from cli.console import DryRunOption, JsonOption, foreseen, note, say
from cli.database import store_url

app = typer.Typer(help="Keys of library systems, libraries and apps.", no_args_is_help=True)

NameArgument = Annotated[
    str, typer.Argument(help="For whom: a library, a POI, an app; never a person.")
]
RoleOption = Annotated[Role, typer.Option(help="What it may do.")]
IsilOption = Annotated[
    list[str] | None, typer.Option("--isil", help="A library it speaks for; may be repeated.")
]
WholeOption = Annotated[bool, typer.Option("--whole-network", help="It speaks for every library.")]


@app.command()
def create(
    name: NameArgument,
    role: RoleOption,
    isil: IsilOption = None,
    whole_network: WholeOption = False,
    as_json: JsonOption = False,
) -> None:
    """Make a key and show its secret, this once: only its fingerprint is kept.

    Roles: library_system sends item events, lending asks for plans, cataloguer judges, operator
    watches the desks.

    Examples: spil keys create "Wise Utrecht" --role library_system --isil NL-0890600000;
    spil keys create "Aanvraagportaal" --role lending --whole-network
    """
    with foreseen():
        isils = _isils(isil or [], whole_network=whole_network)
        with open_store(store_url(Settings())) as connection:
            key, secret = create_key(connection, name, role=role, isils=isils)
        note(f"key {key.key_id} for {key.name} ({key.role}); keep the secret, it is shown once")
        say({**key.model_dump(mode="json"), "secret": secret}, as_json=as_json, text=secret)


@app.command("list")
def list_all(as_json: JsonOption = False) -> None:
    """Show every key, with its role and libraries; never a secret.

    Example: spil keys list --json
    """
    with foreseen():
        with open_store(store_url(Settings())) as connection:
            keys = list_keys(connection)
        say(
            [key.model_dump(mode="json") for key in keys],
            as_json=as_json,
            text="\n".join(_line(key) for key in keys) or "no keys yet; see `spil keys create`",
        )


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="The key's id, as `spil keys list` shows it.")],
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """End a key for ever; whoever still sends it is refused at once.

    Example: spil keys revoke 5f1d3c0a9b2e
    """
    with foreseen():
        with open_store(store_url(Settings())) as connection:
            living = {key.key_id for key in list_keys(connection) if key.revoked_at is None}
            ended = key_id in living if dry_run else revoke_key(connection, key_id)
        verb = "would be revoked" if dry_run else "revoked"
        text = f"key {key_id}: {verb if ended else 'had ended already, nothing to do'}"
        say({"key_id": key_id, "revoked": ended, "dry_run": dry_run}, as_json=as_json, text=text)


def _isils(given: list[str], *, whole_network: bool) -> list[str]:
    if whole_network:
        return [WHOLE_NETWORK]
    if not given:
        raise SettingsError("a key speaks for a library: give --isil, or --whole-network")
    parsed = {text: parse_isil(text) for text in given}
    wrong = [text for text, isil in parsed.items() if isil is None]
    if wrong:
        raise SettingsError(f"{wrong[0]} is not an ISIL: `NL-` and ten digits")
    return [isil for isil in parsed.values() if isil]


def _line(key: ApiKey) -> str:
    ended = f"  revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else ""
    libraries = "every library" if WHOLE_NETWORK in key.isils else ", ".join(key.isils)
    return f"{key.key_id}  {key.role:14}  {key.name}  ({libraries}){ended}"
