"""The district next door: whom the sample's people must never see, with names that look like markup."""

from datetime import date, datetime, timedelta

from demo.district import ISSUED, sample_district
from reporting.people.role import RoleKind
from reporting.rounds.period import Period
from reporting.rounds.round import Due
from reporting.units.unit import Unit
from tests.support.forms import centre as centre_form
from tests.support.forms import library as library_form
from tests.support.forms.centre import centre_workbook
from tests.support.forms.library import library_workbook

DISTRICT = Unit(id=24, code="TA", name="Thạch An", kind="huyện", parent_id=1)
COMMUNE = Unit(id=25, code="TA01", name="Khe <b>Mo</b> & Sình", kind="xã", parent_id=24)
CITY = Unit(id=26, code="TP", name="Phố Núi", kind="thành phố", parent_id=1)
WARD = Unit(id=27, code="SB", name="Sông Bằng", kind="phường", parent_id=26)
UNITS = (DISTRICT, COMMUNE, CITY, WARD)

OFFICER_NAME = "Lê <i>Văn</i> & Sơn"
SUPERVISOR_NAME = "Nông <b>Thị</b> Dự"
OFFICER_CODE = "thach-an-1"
SUPERVISOR_CODE = "thach-an-2"
PEOPLE = (
    (OFFICER_NAME, RoleKind.REPORTER, COMMUNE, OFFICER_CODE),
    (SUPERVISOR_NAME, RoleKind.SUPERVISOR, DISTRICT, SUPERVISOR_CODE),
    ("Đinh Văn Thắng", RoleKind.REPORTER, WARD, "rps-8374-bbrf-6864"),
    ("Lục Thị Hoa", RoleKind.SUPERVISOR, CITY, "song-bang-2"),
    ("Bế Văn Quân", RoleKind.ADMINISTRATOR, sample_district().units[1], "quan-tri-1"),
    ("Triệu Thị Tâm", RoleKind.ADMINISTRATOR, sample_district().units[1], "quan-tri-2"),
    ("Đàm Thị Nga", RoleKind.ADMINISTRATOR, DISTRICT, "quan-tri-3"),
)
PHONES = {1: "0912345678", 2: "0987654321", 3: "0987654321"}
"""The phone numbers of the register, by the people's ids; two officers share one."""
PHONE_KEY = "a key of the office"

EXPIRES: datetime = ISSUED + timedelta(days=60)

EXPIRED_CODE = "het-han-2020"
"""An invitation of the sample's second officer that expired before anybody used it."""
EXPIRED_OFFICER, EXPIRED_AT = 2, ISSUED + timedelta(minutes=5)

Asked = tuple[str, Period, Due, Unit, bytes, str]
"""A round: title, period, deadline, the unit asked, the workbook and its file name."""

_LIBRARY = (COMMUNE, library_workbook(), library_form.FILENAME)
_CENTRE = (WARD, centre_workbook(), centre_form.FILENAME)
ROUNDS: tuple[Asked, ...] = (
    ("Thư viện <i>&</i> sách 2019", Period.parse("2019"), Due(printed=date(2020, 5, 8)), *_LIBRARY),
    ("Thư viện quý I", Period.parse("2020Q1"), Due(printed=date(2020, 4, 30), inclusive=True), *_LIBRARY),
    ("Trung tâm học tập 2019", Period.parse("2019"), Due(printed=date(2020, 5, 8)), *_CENTRE),
)
