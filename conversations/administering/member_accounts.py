"""A member's accounts on the administrator's screen, with buttons to disconnect them."""

from conversations.administering.confirmation import put_decision
from conversations.chat.action import do
from conversations.chat.session import Nowhere
from conversations.chat.step import Talk, Visit, remark, say
from conversations.profile.accounts import account_label, account_lines
from reporting.decisions.decisions import DisconnectAccount
from reporting.queries.accounts import OwnAccounts
from reporting.queries.people import MemberView
from reporting.queries.query import ask
from texts.markup import paragraphs


def put_accounts_of(visit: Visit, view: MemberView) -> Talk:
    """Show a member's accounts, each with a button to disconnect it. The administrator's own have no button here."""
    texts, member = visit.texts, view.member
    own = yield from ask(OwnAccounts(member.person_id))
    which = (member.person_id, view.unit.id)
    offers = [
        (
            (
                texts.plain("button.disconnect", account=account_label(each, texts)),
                do("disconnectof", *which, each.number),
            ),
        )
        for each in own.all
        if member.person_id != visit.person.id
    ]
    back = ((texts.plain("button.to_person"), do("member", *which)),)
    lines = list(account_lines(own, texts)) or [texts("accounts.none_of")]
    text = paragraphs([texts("accounts.title_of", name=member.name), *lines], between="\n")
    return say(visit, text, (*offers, back), Nowhere())


def disconnect_account_of(visit: Visit, view: MemberView, number: int) -> Talk:
    """Show the effect of disconnecting a member's account."""
    if view.member.person_id == visit.person.id:
        return remark(visit, visit.texts("administer.not_yourself"))
    account = (yield from ask(OwnAccounts(view.member.person_id))).numbered(number)
    if account is None:
        return remark(visit, visit.texts("accounts.gone"))
    decision = DisconnectAccount(person_id=view.member.person_id, unit_id=view.unit.id, account=number)
    text = visit.texts(
        "decide.disconnect_account",
        number=number,
        account=account_label(account, visit.texts),
        name=view.member.name,
    )
    return put_decision(visit, decision, text)
