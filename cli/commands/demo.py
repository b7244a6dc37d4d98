"""`baocao demo` and `baocao replay`."""

from cli.group import PagedCommand
from cli.parameters import Option, WholeNumber

run_demo = PagedCommand(
    "demo",
    "cli.demo:run_demo",
    Option("--host", value="address", default="127.0.0.1", show_default=True, help="cli.demo.host"),
    Option("--port", type=WholeNumber(0, 65535), value="number", help="cli.demo.port"),
)
run_replay = PagedCommand("replay", "cli.demo:run_replay")
