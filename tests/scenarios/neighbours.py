"""The district next door: whom the sample's people must never see, with names that look like markup."""

from datetime import date, datetime, timedelta

from bot.demo.district import ISSUED
from conversations.people import RoleKind
from reporting.periods import Period
from reporting.rounds import Due
from reporting.units import Unit

DISTRICT = Unit(id=24, code="TA", name="Thạch An", kind="huyện", parent_id=1)
COMMUNE = Unit(id=25, code="TA01", name="Khe <b>Mo</b> & Sình", kind="xã", parent_id=24)
UNITS = (DISTRICT, COMMUNE)

OFFICER_NAME = "Lê <i>Văn</i> & Sơn"
SUPERVISOR_NAME = "Nông <b>Thị</b> Dự"
OFFICER_CODE = "thach-an-1"
SUPERVISOR_CODE = "thach-an-2"
PEOPLE = (
    (OFFICER_NAME, RoleKind.REPORTER, COMMUNE, OFFICER_CODE),
    (SUPERVISOR_NAME, RoleKind.SUPERVISOR, DISTRICT, SUPERVISOR_CODE),
)
EXPIRES: datetime = ISSUED + timedelta(days=60)

EXPIRED_CODE = "het-han-2020"
"""An invitation of the sample's second officer that expired before anybody used it."""
EXPIRED_OFFICER, EXPIRED_AT = 2, ISSUED + timedelta(minutes=5)

ROUNDS = (
    ("Thư viện <i>&</i> sách 2019", Period.parse("2019"), Due(printed=date(2020, 5, 8))),
    ("Thư viện quý I", Period.parse("2020Q1"), Due(printed=date(2020, 4, 30), inclusive=True)),
)
