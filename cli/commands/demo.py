"""`baocao demo` and `baocao replay`."""

from cli.group import Command
from cli.parameters import Number, Option

run_demo = Command(
    "demo",
    "cli.demo:run_demo",
    Option("--host", value="address", default="127.0.0.1", show_default=True, help="cli.demo.host"),
    Option("--port", type=Number(0, 65535), value="number", help="cli.demo.port"),
)
run_replay = Command("replay", "cli.demo:run_replay")
