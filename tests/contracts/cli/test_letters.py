"""`baocao letter`: the rounds of a letter opened together, from the library and for their audiences."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from cli.main import application
from demo.district import load_sample, sample_district
from storage.database import schema as t
from storage.database.database import open_database
from storage.rounds.forms import FormShelf
from texts import catalogue

HOA_AN = sample_district().supervisor.unit
LETTER = (
    *("letter", "open", "--number", "432/SGDĐT", "--issued", "17/4/2026", "--issuer", "Sở GD&ĐT"),
    *("--subject", "xây dựng xã hội học tập", "--unit", HOA_AN.code, "--period", "2099"),
    *("--due", "trước 15/9/2100"),
)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path / 'baocao.sqlite'}"
    monkeypatch.setenv("BAOCAO_DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    async def settled() -> None:
        async with open_database(url) as database:
            await load_sample(database, FormShelf())

    asyncio.run(settled())
    return url


def run(*words: str, answer: str = "") -> Result:
    return CliRunner().invoke(application(catalogue("vi")), list(words), input=answer)


def rounds_of_letters(url: str) -> list[tuple[str, int]]:
    async def read() -> list[tuple[str, int]]:
        async with open_database(url) as database, database.reading() as connection:
            asked = select(t.reports.c.round_id).where(t.reports.c.round_id == t.rounds.c.id)
            query = select(t.rounds.c.id, t.rounds.c.form_id).where(t.rounds.c.letter_id.is_not(None))
            found = (await connection.execute(query.order_by(t.rounds.c.id))).all()
            return [
                (row.form_id, len((await connection.execute(asked.where(t.rounds.c.id == row.id))).all()))
                for row in found
            ]

    return asyncio.run(read())


def test_a_letter_opens_its_questionnaires_for_their_audiences(url: str) -> None:
    opening = (*LETTER, "--form", "xmc_chi_dao", "--form", "danh_gia_chung:thị trấn")
    left = run(*opening, answer="n\n")
    assert "432/SGDĐT ngày 17/4/2026 của Sở GD&ĐT" in left.output
    assert "21 đơn vị" in left.output
    assert "1 đơn vị (thị trấn Nước Hai)" in left.output
    assert rounds_of_letters(url) == []
    assert run(*opening, "--yes").exit_code == 0
    assert rounds_of_letters(url) == [("xmc_chi_dao", 21), ("danh_gia_chung", 1)]
    assert "432/SGDĐT" in run("letter", "list").output


def test_the_same_letter_twice_is_refused_and_nothing_is_half_done(url: str) -> None:
    assert run(*LETTER, "--form", "xmc_chi_dao", "--yes").exit_code == 0
    again = run(*LETTER, "--form", "danh_gia_chung", "--form", "xmc_chi_dao", "--yes")
    assert (again.exit_code, "đã có rồi" in again.output) == (1, True)
    assert rounds_of_letters(url) == [("xmc_chi_dao", 21)]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("khong_co", "không phải là biểu trong thư viện"),
        ("bien_phong", "không hỏi được đơn vị nào"),  # Hòa An has no border commune
        ("xmc_chi_dao:=1", "không phải là điều kiện"),
    ],
)
def test_a_form_that_asks_nobody_and_an_unknown_one_are_said_so(url: str, form: str, said: str) -> None:
    refused = run(*LETTER, "--form", form, "--yes")
    assert (refused.exit_code, said in refused.output) == (1, True)
    assert rounds_of_letters(url) == []


def test_a_form_given_twice_is_said_so(url: str) -> None:
    refused = run(*LETTER, "--form", "xmc_chi_dao", "--form", "xmc_chi_dao:xã", "--yes")
    assert (refused.exit_code, "được ghi hai lần" in refused.output) == (1, True)
    assert rounds_of_letters(url) == []


def test_a_letter_that_is_open_opens_no_other_form(url: str) -> None:
    assert run(*LETTER, "--form", "xmc_chi_dao", "--yes").exit_code == 0
    assert run(*LETTER, "--form", "danh_gia_chung", "--yes").exit_code == 1
    assert rounds_of_letters(url) == [("xmc_chi_dao", 21)]


def test_a_round_is_opened_for_an_audience(url: str) -> None:
    form = str(Path(__file__).parents[3] / "questionnaires" / "xoa_mu_chu" / "xoa_mu_chu.xlsx")
    opening = ("round", "open", form, "--unit", HOA_AN.code, "--period", "2098", "--due", "1/9/2100")
    assert "1 đơn vị: Nước Hai" in run(*opening, "--to", "thị trấn", answer="n\n").output
