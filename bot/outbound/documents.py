"""Renders the documents of rounds, reports and people: digest, workbook, own data, evidence."""

import asyncio

from bot.channels.channel import Document, KeptFile, Outgoing, Picture
from bot.outbound.render_context import RenderContext
from conversations.chat.messages import Message
from conversations.chat.orders import (
    Parcel,
    Priority,
    Say,
    SendDigest,
    SendEvidence,
    SendOwnData,
    SendWorkbook,
)
from conversations.supervising.rounds import round_buttons
from documents.digest.text import digest_messages
from documents.digest.text_bars import digest_bars
from documents.excel.own_data_workbook import own_data_workbook
from documents.excel.round_workbook import round_workbook
from reporting.figures.digest import Digest
from reporting.figures.letter_standings import letter_digest
from reporting.figures.round_figures import Gathering
from reporting.people.permissions import Action
from reporting.queries.rounds import RoundView
from texts import Catalogue, catalogue
from texts.formatting import Writer


async def render_digest(context: RenderContext, order: SendDigest, parcel: Parcel) -> list[Outgoing]:
    """Make a digest; of a closed round only where it was ordered, and then without buttons, which do nothing."""
    ordered = parcel.priority is Priority.ORDERED
    view = await context.readings.overseen(order.person_id, order.round_id, order.unit_id, closed_too=ordered)
    if view is None:
        return []
    texts = await context.texts(order.person_id)
    digest = await _digest(context, view, texts)
    caption, *further = digest_messages(digest, texts.language)
    buttons = () if order.for_group or view.round.closed else round_buttons(view, texts)
    if order.brief:
        return [Say(message=Message(text=caption, rows=buttons))]
    png = await asyncio.to_thread(_picture, digest, texts.language)
    rows = () if further else buttons
    name = f"tong-hop-{context.local():%Y-%m-%d}.png"
    picture = Picture(
        png=png,
        filename=name,
        caption=Message(text=caption, rows=rows),
        words=digest_bars(digest, texts.language),
    )
    made: list[Outgoing] = [picture]
    for place, text in enumerate(further, start=1):
        last = place == len(further)
        made.append(Say(message=Message(text=text, rows=buttons if last else ())))
    return made


async def render_workbook(context: RenderContext, order: SendWorkbook, _: Parcel) -> list[Outgoing]:
    """Make the Excel file of a round."""
    view = await context.readings.overseen(order.person_id, order.round_id, order.unit_id, closed_too=True)
    if view is None:
        return []
    texts = await context.texts(order.person_id)
    gathering = await _gathering(context, view, texts)
    content = await asyncio.to_thread(lambda: round_workbook(gathering.table(), texts.language))
    now = context.local()
    writer = Writer(texts.language)
    caption = texts("workbook.caption", title=view.round.title, time=writer.time(now), date=writer.date(now))
    name = f"{view.form.form_id}-{view.round.period}-{now:%Y-%m-%d}.xlsx"
    return [Document(content=content, filename=name, caption=Message(text=caption))]


async def render_own_data(context: RenderContext, order: SendOwnData, _: Parcel) -> list[Outgoing]:
    """Make the Excel file of everything that is stored about a person."""
    texts, now = await context.texts(order.person_id), context.local()
    data = await context.readings.own_data(order.person_id, texts, now)
    content = await asyncio.to_thread(own_data_workbook, data)
    writer = Writer(texts.language)
    caption = texts("own_data.file_caption", time=writer.time(now), date=writer.date(now))
    name = f"du-lieu-cua-toi-{now:%Y-%m-%d}.xlsx"
    return [Document(content=content, filename=name, caption=Message(text=caption))]


async def render_evidence(context: RenderContext, order: SendEvidence, parcel: Parcel) -> list[Outgoing]:
    """Make the files of a report; one that another channel keeps can only be named."""
    person = await context.readings.person(order.person_id)
    view = await context.readings.report(order.report_id)
    if view is None or not person.may(Action.READ, view.unit_path):
        return []
    texts, made = catalogue(person.language), list[Outgoing]()
    for each in await context.readings.evidence(order.report_id):
        unit = view.report.unit.full_name
        if each.channel == parcel.chat.channel:
            caption = Message(text=texts("evidence.caption", unit=unit, name=each.name))
            made.append(KeptFile(kind=each.kind, reference=each.reference, caption=caption))
        else:
            made.append(Say(message=Message(text=texts("evidence.elsewhere", unit=unit, name=each.name))))
    return made


async def _digest(context: RenderContext, view: RoundView, texts: Catalogue) -> Digest:
    """Return the digest of a round, or of all rounds of its letter together."""
    letter_id, is_working = view.round.letter_id, context.calendar.is_working
    if letter_id is None:
        gathering = await _gathering(context, view, texts)
        return await asyncio.to_thread(gathering.digest, is_working)
    parts = await context.readings.rounds_of_letter(view.unit.id, letter_id)
    gatherings = [await _gathering(context, part, texts) for part in parts]
    title = texts.plain("letter.digest_title", n=len(parts), letter=view.round.letter_name)
    return await asyncio.to_thread(letter_digest, title, gatherings, is_working)


async def _gathering(context: RenderContext, view: RoundView, texts: Catalogue) -> Gathering:
    return Gathering(
        round=view.round,
        unit=view.unit,
        form=view.form,
        reports=await context.readings.unit_reports(view),
        language=texts.language,
        now=context.local(),
    )


def _picture(digest: Digest, language: str) -> bytes:
    from documents.digest.picture import digest_picture  # noqa: PLC0415 -- drawing takes long to load: not at the start

    return digest_picture(digest, language)
