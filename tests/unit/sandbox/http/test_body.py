import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.http.body import Fields, multipart
from sandbox.telegram.errors import BadRequest

BOUNDARY = "----4f1c"


def body(*parts: tuple[str, bytes]) -> bytes:
    lines = [f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n" for head, content in parts]
    return b"".join(lines) + f"--{BOUNDARY}--\r\n".encode()


def test_values_and_files_are_told_apart() -> None:
    file_head = (
        'Content-Disposition: form-data; name="document"; filename="bảng %22A%22.xlsx"\r\n'
        "Content-Type: application/vnd.ms-excel"
    )
    value_head = 'Content-Disposition: form-data; name="chat_id"'
    fields = multipart(body((value_head, b"11"), (file_head, b"PK\r\n")), BOUNDARY)
    assert fields.values == {"chat_id": "11"}
    upload = fields.files["document"]
    assert (upload.name, upload.mime_type, upload.content) == (
        'bảng "A".xlsx',
        "application/vnd.ms-excel",
        b"PK\r\n",
    )


@given(st.binary(max_size=200))
def test_the_bytes_of_a_file_are_taken_as_they_are(content: bytes) -> None:
    head = 'Content-Disposition: form-data; name="file"; filename="a.bin"'
    assert (
        multipart(body((head, content), (head.replace("file", "b"), b"")), BOUNDARY).files["file"].content
        == content
    )


def test_a_body_without_a_boundary_is_refused() -> None:
    with pytest.raises(BadRequest):
        multipart(b"", "")


def test_numbers_and_flags_are_read_as_telegram_reads_them() -> None:
    fields = Fields({"a": "12", "b": "x", "yes": "True", "one": "1", "no": "false"})
    assert (fields.integer("a"), fields.integer("b"), fields.integer("c", 100)) == (12, 0, 100)
    assert [fields.flag(name) for name in ("yes", "one", "no", "absent")] == [True, True, False, False]
