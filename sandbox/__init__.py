"""A local Telegram and Zalo server with a chat page in the browser: demo, training ground, the tests' other side."""

from sandbox.clock import ClockRunsForward, MovableClock, NaiveTime
from sandbox.clock_api import Jump
from sandbox.people import Person
from sandbox.sandbox import Sandbox
from sandbox.serving import Address, NotLoopback, PortTaken, ServingError
from sandbox.telegram.bot_api import ApiRequest
from sandbox.telegram.faults import Fault, FaultKind, FaultPlan
from sandbox.telegram.limits import Limits
from sandbox.telegram.phone import Phone, PhoneError
from sandbox.zalo.phone import ZaloPhone
from sandbox.zalo.plan import Plan
from sandbox.zalo.side import ZaloAccount

__all__ = [
    "Address",
    "ApiRequest",
    "ClockRunsForward",
    "Fault",
    "FaultKind",
    "FaultPlan",
    "Jump",
    "Limits",
    "MovableClock",
    "NaiveTime",
    "NotLoopback",
    "Person",
    "Phone",
    "PhoneError",
    "Plan",
    "PortTaken",
    "Sandbox",
    "ServingError",
    "ZaloAccount",
    "ZaloPhone",
]
