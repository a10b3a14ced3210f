"""Reads an OpenAPI description, and answers what a page or a collection of calls wants to know of it."""
import re
from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus

import yaml

METHODS = ("get", "post", "put", "patch", "delete")
PROBLEM = "application/problem+json"
JSON = "application/json"


class JsonLoader(yaml.SafeLoader):
    """YAML as far as JSON goes: dates, times, yes, no, on and off are texts."""


JsonLoader.yaml_implicit_resolvers = {}
for kind, pattern, beginnings in (("null", "null|~|", ["n", "~", ""]), ("bool", "true|false", list("tf")),
                                  ("int", r"-?(0|[1-9]\d*)", list("-0123456789")),
                                  ("float", r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?", list("-0123456789"))):
    JsonLoader.add_implicit_resolver("tag:yaml.org,2002:" + kind, re.compile(f"^(?:{pattern})$"), beginnings)


@dataclass
class Example:
    name: str
    summary: str
    value: object


@dataclass
class Response:
    status: int
    title: str
    description: str
    headers: list  # (name, header)
    schema: dict | None
    examples: list
    codes: list  # of a problem
    is_shared: bool  # stands among the components: its text is the same for many calls


@dataclass
class Operation:
    id: str
    method: str
    path: str
    tag: str
    summary: str
    description: str
    parameters: list
    body: dict | None  # the schema
    body_examples: list
    responses: list
    scheme: dict | None  # how the caller is known

    @property
    def successes(self):
        return [response for response in self.responses if response.status < 300]

    @property
    def failures(self):
        return [response for response in self.responses if response.status >= 300]

    @property
    def expected(self):
        """The answer to an example that is sent for the first time."""
        created = [response for response in self.successes if response.status == 201]
        return (created or self.successes)[0]


def title_of(status):
    """RFC 9110's words, which Python has learnt only lately."""
    return {413: "Content Too Large", 422: "Unprocessable Content"}.get(status) or HTTPStatus(status).phrase


class Description:
    def __init__(self, text):
        self.document = yaml.load(text, JsonLoader)
        self.info = self.document["info"]
        self.components = self.document["components"]

    def at(self, reference):
        node = self.document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
        return node

    def resolve(self, node):
        """The node with what its $ref names; what stands beside a $ref counts."""
        while "$ref" in node:
            node = {**self.at(node["$ref"]), **{key: value for key, value in node.items() if key != "$ref"}}
        return node

    def examples_of(self, media):
        if "example" in media:
            return [Example("example", "", media["example"])]
        found = [(name, self.resolve(example)) for name, example in media.get("examples", {}).items()]
        return [Example(name, example.get("summary", ""), example["value"]) for name, example in found]

    def codes_of(self, schema):
        """Every `code` that a problem of this schema may have, in order."""
        codes = []
        schema = self.resolve(schema)
        for part in [*schema.get("allOf", []), *schema.get("oneOf", []), *schema.get("anyOf", [])]:
            codes += self.codes_of(part)
        code = schema.get("properties", {}).get("code", {})
        codes += code.get("enum", [code["const"]] if "const" in code else [])
        return codes

    def response_of(self, status, node):
        response = self.resolve(node)
        media = next(iter(response.get("content", {}).values()), {})
        is_problem = PROBLEM in response.get("content", {})
        return Response(int(status), title_of(int(status)), response["description"],
                        [(name, self.resolve(header)) for name, header in response.get("headers", {}).items()],
                        media.get("schema"), self.examples_of(media), self.codes_of(media["schema"]) if is_problem else [],
                        "$ref" in node)

    def scheme_of(self, operation):
        wanted = operation.get("security", self.document.get("security", []))
        return self.components["securitySchemes"][next(iter(wanted[0]))] if wanted else None

    def operations(self):
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method not in item:
                    continue
                operation = item[method]
                media = operation.get("requestBody", {}).get("content", {}).get(JSON, {})
                parameters = [self.resolve(node) for node in [*item.get("parameters", []), *operation.get("parameters", [])]]
                yield Operation(operation["operationId"], method.upper(), path, operation["tags"][0], operation["summary"],
                                operation.get("description", ""), parameters, media.get("schema"), self.examples_of(media),
                                [self.response_of(status, node) for status, node in operation["responses"].items()],
                                self.scheme_of(operation))

    def tags(self):
        """Each tag that has operations, with them."""
        operations = list(self.operations())
        for tag in self.document["tags"]:
            own = [operation for operation in operations if operation.tag == tag["name"]]
            if own:
                yield tag, own

    def headers(self):
        """Every header of an answer, once."""
        found = {}
        for operation in self.operations():
            for response in operation.responses:
                for name, header in response.headers:
                    found.setdefault(name, header)
        return list(found.items())

    def everyday_headers(self):
        """Those of most calls' successes: they are not told with each call."""
        operations = list(self.operations())
        counts = Counter(name for operation in operations for name, _ in operation.successes[0].headers)
        return [name for name, count in counts.items() if 2 * count > len(operations)]
