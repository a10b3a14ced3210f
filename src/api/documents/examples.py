"""Calls as programs, from the examples of the description. Each runs as it stands: the API key comes from the environment."""
import json
from collections import namedtuple
from urllib.parse import quote, urlencode

# How a language writes what JSON knows.
Style = namedtuple("Style", "words quote object array pair is_bare empty_object")
STYLES = {
    "php": Style({None: "null", True: "true", False: "false"}, lambda text: "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'",
                 "[]", "[]", " => ", lambda name: False, "new stdClass()"),
    "python": Style({None: "None", True: "True", False: "False"}, lambda text: json.dumps(text, ensure_ascii=False),
                    "{}", "[]", ": ", lambda name: False, "{}"),
    "node": Style({None: "null", True: "true", False: "false"},
                  lambda text: "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'",
                  "{}", "[]", ": ", str.isidentifier, "{}"),
}


def literal(value, language, indent):
    """The value in the words of a language, its later lines indented by so many blanks more than `indent`."""
    style = STYLES[language]
    if isinstance(value, str):
        return style.quote(value)
    if value is None or isinstance(value, bool):
        return style.words[value]
    if not isinstance(value, (dict, list)):
        return json.dumps(value)
    if not value:
        return style.empty_object if isinstance(value, dict) else "[]"
    step = 2 if language == "node" else 4
    opening, closing = style.object if isinstance(value, dict) else style.array
    lines = []
    for entry in value.items() if isinstance(value, dict) else value:
        name, inner = entry if isinstance(value, dict) else (None, entry)
        start = "" if name is None else (name if style.is_bare(name) else style.quote(name)) + style.pair
        lines.append(" " * (indent + step) + start + literal(inner, language, indent + step) + ",\n")
    return opening + "\n" + "".join(lines) + " " * indent + closing


def value_of(parameter):
    schema = parameter.get("schema", {})
    return parameter["example"] if "example" in parameter else schema.get("examples", [""])[0]


def is_shown(parameter):
    """What a call needs, and what its description has chosen to show: an optional part of the query with an example."""
    return parameter.get("required") or (parameter["in"] == "query" and "example" in parameter)


class Call:
    """One request of an operation: what the templates of the languages are filled with."""

    def __init__(self, operation, base_url, example=None):
        shown = [parameter for parameter in operation.parameters if is_shown(parameter)]
        path = operation.path
        for parameter in shown:
            if parameter["in"] == "path":
                path = path.replace("{" + parameter["name"] + "}", quote(str(value_of(parameter)), safe=""))
        query = [(parameter["name"], value_of(parameter)) for parameter in shown if parameter["in"] == "query"]
        self.method = operation.method
        self.url = base_url + path + ("?" + urlencode(query) if query else "")
        self.headers = [(parameter["name"], value_of(parameter)) for parameter in shown if parameter["in"] == "header"]
        self.has_key = bool(operation.scheme) and operation.scheme["in"] == "header"
        self.cookie = operation.scheme["name"] if operation.scheme and operation.scheme["in"] == "cookie" else ""
        self.has_body = example is not None
        self.body = example.value if example else None
        self.expected = operation.expected
        self.answers_json = self.expected.schema is not None
        self.name = example.name if example else "call"
        self.summary = example.summary if example else ""

    def body_in(self, language, indent=0):
        return literal(self.body, language, indent)

    @property
    def body_for_shell(self):
        return json.dumps(self.body, indent=2, ensure_ascii=False).replace("'", "'\\''")


def calls_of(operation, base_url):
    return [Call(operation, base_url, example) for example in operation.body_examples] or [Call(operation, base_url)]
