"""The examples in the help of each command. Each works as it is in a district's office."""

from collections.abc import Mapping

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "run": ("baocao run",),
    "demo": ("baocao demo", "baocao demo --port 8500"),
    "status": ("baocao status",),
    "replay": ("baocao replay",),
    "invite": (
        "baocao invite --all-without-account --out the-moi.pdf",
        'baocao invite --unit "Nam Tuấn" --days 14 --out nam-tuan.xlsx',
    ),
    "backup": ("baocao backup sao-luu.sqlite",),
    "restore": ("baocao restore sao-luu.sqlite",),
    "dead-letter list": ("baocao dead-letter list",),
    "dead-letter show": ("baocao dead-letter show 1",),
    "dead-letter replay": ("baocao dead-letter replay 1", "baocao dead-letter replay --all"),
    "dead-letter drop": ("baocao dead-letter drop 1",),
    "undelivered list": ("baocao undelivered list",),
    "undelivered send": ("baocao undelivered send 1", "baocao undelivered send --all"),
    "undelivered drop": ("baocao undelivered drop 1", "baocao undelivered drop --all"),
    "database copy": (
        (
            "baocao database copy sqlite+aiosqlite:///baocao.sqlite \\\n"
            "      postgresql+asyncpg://baocao@localhost/baocao"
        ),
    ),
    "people template": ("baocao people template can-bo.xlsx",),
    "people load": ("baocao people load can-bo.xlsx", "baocao people load can-bo.xlsx --apply"),
    "people list": ("baocao people list", 'baocao people list --unit "Nam Tuấn"'),
    "people replace": ('baocao people replace 1 --unit "Nước Hai" --name "Nông Thị Lan"',),
    "people suspend": ('baocao people suspend 1 --unit "Nước Hai"',),
    "people reinstate": ('baocao people reinstate 1 --unit "Nước Hai"',),
    "people erase": ("baocao people erase 1",),
    "channels check": ("baocao channels check",),
    "links revoke": ("baocao links revoke --person 1", "baocao links revoke --all"),
    "letter open": (
        (
            "baocao letter open --number 431/SGDĐT-ĐTBD --issued 17/4/2026 \\\n"
            '      --issuer "Sở GD&ĐT tỉnh Cao Bằng" --subject "xây dựng xã hội học tập" \\\n'
            '      --unit "Hòa An" --period 2026 --due "trước 15/12/2026" \\\n'
            '      --form xmc_chi_dao --form "danh_gia_chung:xã"'
        ),
    ),
    "letter list": ("baocao letter list",),
    "round open": (
        'baocao round open bieu-mau.xlsx --unit "Hòa An" --period 2026 --due 15/12/2026',
        (
            "baocao round open bieu-mau.xlsx --unit HA --period 2026Q4 --due 15/1/2027 \\\n"
            '  --except "Nam Tuấn" --except "Đức Long"'
        ),
    ),
    "round list": ("baocao round list",),
    "round extend": (
        "baocao round extend 2 22/12/2026",
        'baocao round extend 2 22/12/2026 --unit "Nam Tuấn"',
    ),
    "round close": ("baocao round close 2",),
    "audit export": (
        "baocao audit export --out nhat-ky.xlsx",
        'baocao audit export --out nam-tuan.csv --unit "Nam Tuấn" --since 01/9/2026',
    ),
    "form check": ("baocao form check bieu-mau.xlsx",),
    "form preview": ("baocao form preview bieu-mau.xlsx",),
    "form walk": ("baocao form walk bieu-mau.xlsx --answers tra-loi.txt",),
    "units template": ("baocao units template don-vi.xlsx",),
    "units load": ("baocao units load don-vi.xlsx", "baocao units load don-vi.xlsx --apply"),
    "units list": ("baocao units list", 'baocao units list --below "Hòa An" --on 30/6/2025'),
    "units show": ('baocao units show "Nam Tuấn"',),
    "units rename": (
        'baocao units rename "Nước Hai" --kind xã --on 01/7/2025',
        'baocao units rename "Nước Hai" --kind xã --on 01/7/2025 --apply',
    ),
    "units move": ('baocao units move "Nam Tuấn" --under "Cao Bằng" --on 01/7/2025',),
    "units merge": ('baocao units merge "Nam Tuấn" "Đức Long" --into "Nam Tuấn" --on 1/7/2025',),
    "units split": ('baocao units split "Nam Tuấn" --into T1:xã:Tây --into Đ1:xã:Đông --on 1/7/2025',),
    "units end": ('baocao units end "Hòa An" --on 01/7/2025',),
}
"""By command."""
