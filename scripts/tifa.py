"""`tifa`: the commands by name. A module is imported only when its command is run."""

from importlib import import_module

import click

from scripts.terminal.console import HELP, nearest

# What each does stands here too, because importing all of them to list them would take seconds.
SUMMARIES = {
    "demo": "Index the sample speeches, find their topics, and answer questions about them over HTTP.",
    "index": "Add speeches: files, folders, archives, and patterns in quotes ('speeches/*.txt').",
    "remove": "Take speeches out of the answers, all of those named or none.",
    "publish": "Put the current snapshot into an engine that finds passages for many services.",
    "topics": "Find the topics of the corpus, and how much of each speech belongs to each.",
    "search": "Find the passages that answer TEXT: a sentence, a formula, a question, in any language.",
    "list": "List the speeches of the corpus, those that pass the filters.",
    "show": "Show a speech: what is known of it, its passages, its topics.",
    "cite": "Show the passage at ADDRESS, SPEECH_ID@REVISION:POSITION, as it stood in that revision.",
    "formulas": "List the set phrases (提法) that the speeches share, the most significant first.",
    "compare": "Hold a speech against the corpus: what was said before, by whom first, what is new?",
    "serve": "Answer questions about the corpus over HTTP, until stopped.",
    "evaluate": "Measure the answers on a folder of labelled files.",
    "models": "The models in models.lock: list, lock, fetch and verify them.",
    "keys": "API keys: needed for writing over HTTP, and for all questions from other machines.",
    "backup": "Copy a corpus to the new folder TO, also while a service answers from it or somebody writes to"
    " it.",
    "restore": "Make a corpus of a backup. All of it is verified before it takes its place.",
    "doctor": "Look at the machine and, if one is named, at a corpus: a line for each thing, and what to do.",
}


class _ByName(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in SUMMARIES:
            return None
        command: click.Command = import_module(f"scripts.{cmd_name}").main
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in SUMMARIES and not args[0].startswith("-"):
            near = nearest(args[0], SUMMARIES)
            meant = f" Did you mean {near!r}?" if near else " `tifa -h` lists all commands."
            ctx.fail(f"There is no command {args[0]!r}.{meant}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


@click.command(cls=_ByName, context_settings=HELP)
@click.version_option(package_name="tifa")
def main() -> None:
    """Where else was this said, what are these speeches about, and what is new in this one?

    Begin with: tifa demo
    """


if __name__ == "__main__":
    main()
