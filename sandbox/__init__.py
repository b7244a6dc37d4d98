"""A local Telegram and Zalo server with a chat page in the browser, for demos, training and tests."""

from sandbox.http.clock_api import Jump
from sandbox.http.server import Address, NotLoopback, PortTaken, ServingError
from sandbox.sandbox import Sandbox
from sandbox.telegram.bot_api import ApiRequest
from sandbox.telegram.limits import TelegramLimits
from sandbox.telegram.phone import Phone, PhoneError
from sandbox.world.clock import ClockRunsForward, MovableClock, NaiveTime
from sandbox.world.faults import Fault, FaultKind, FaultPlan
from sandbox.world.people import PhoneOwner
from sandbox.zalo.phone import ZaloPhone
from sandbox.zalo.plan import ZaloPlan
from sandbox.zalo.server import SandboxZaloAccount

__all__ = [
    "Address",
    "ApiRequest",
    "ClockRunsForward",
    "Fault",
    "FaultKind",
    "FaultPlan",
    "Jump",
    "MovableClock",
    "NaiveTime",
    "NotLoopback",
    "Phone",
    "PhoneError",
    "PhoneOwner",
    "PortTaken",
    "Sandbox",
    "SandboxZaloAccount",
    "ServingError",
    "TelegramLimits",
    "ZaloPhone",
    "ZaloPlan",
]
