"""Generates forms of any size: every third question has a relevance, every third a constraint."""

_FRAME = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
    "<h:head><h:title>Bench</h:title><model><instance>{instance}</instance>{binds}</model></h:head>"
    "<h:body>{body}</h:body></h:html>"
)
QUESTIONS_IN_A_GROUP = 10


def names(questions: int) -> list[str]:
    """Return the question paths, in groups of ten."""
    return [f"/data/g{number // QUESTIONS_IN_A_GROUP}/q{number}" for number in range(questions)]


def relevants(questions: int) -> dict[str, str]:
    """Return the relevance of every third question, which refers to earlier questions."""
    paths = names(questions)
    return {
        paths[number]: f"{paths[number - 1]} > 3 and {paths[number - 2]} != 99"
        for number in range(2, questions, 3)
    }


def constraints(questions: int) -> dict[str, str]:
    """Return the constraint of every third question, which refers to the previous question."""
    paths = names(questions)
    return {paths[number]: f". >= 0 and . <= {paths[number - 1]} + 100" for number in range(1, questions, 3)}


def instance(questions: int) -> str:
    """Return the empty instance as XML."""
    paths = names(questions)
    groups: dict[str, list[str]] = {}
    for path in paths:
        _, _, group, name = path.split("/")
        groups.setdefault(group, []).append(f"<{name}/>")
    inner = "".join(f"<{group}>{''.join(nodes)}</{group}>" for group, nodes in groups.items())
    return f'<data id="bench">{inner}</data>'


def xform(questions: int) -> str:
    """Return the whole form as XML."""
    shown, limited = relevants(questions), constraints(questions)
    binds = "".join(
        f'<bind nodeset="{path}" type="int"'
        + (f' relevant="{escaped(shown[path])}"' if path in shown else "")
        + (f' constraint="{escaped(limited[path])}"' if path in limited else "")
        + "/>"
        for path in names(questions)
    )
    body = "".join(f'<input ref="{path}"><label>Question</label></input>' for path in names(questions))
    return _FRAME.format(instance=instance(questions), binds=binds, body=body)


def escaped(expression: str) -> str:
    """Escape an expression for an XML attribute."""
    return expression.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
