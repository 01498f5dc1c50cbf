"""`tifa`: the commands by name. A module is imported only when its command is run or listed."""

from importlib import import_module

import click

_COMMANDS = (
    "demo",
    "index",
    "remove",
    "topics",
    "search",
    "cite",
    "compare",
    "serve",
    "evaluate",
    "models",
    "doctor",
)


class _ByName(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"scripts.{cmd_name}").main
        return command


@click.command(cls=_ByName)
@click.version_option(package_name="tifa")
def main() -> None:
    """Where else was this said, what are these speeches about, and what is new in this one?

    Begin with: tifa demo
    """


if __name__ == "__main__":
    main()
