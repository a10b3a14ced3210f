"""Schemas as people read them: lists of fields, each with its kind in words."""
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Field:
    name: str
    kind: str = ""
    type_name: str = ""  # of a type that is described once for all
    description: str = ""
    facts: list = field(default_factory=list)  # (words, values to be set as code)
    mark: str = ""  # whether it has to be there
    is_deprecated: bool = False
    fields: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def is_null(schema):
    return schema.get("type") == "null"


def span(low, high, unit):
    if unit and (high if high is not None else low) != 1:
        unit += "s"
    if low is not None and high is not None:
        return f"{low} to {high}{unit}" if low != high else f"exactly {low}{unit}"
    return f"at least {low}{unit}" if high is None else f"at most {high}{unit}"


def facts_of(schema):
    facts = []
    for low, high, unit in (("minLength", "maxLength", " character"), ("minimum", "maximum", ""), ("minItems", "maxItems", " item"),
                            ("minProperties", "maxProperties", " key")):
        # An array of no entries: what PHP makes of an empty object.
        if high == "maxItems" and schema.get(high) == 0:
            continue
        if low in schema or high in schema:
            facts.append((span(schema.get(low), schema.get(high), unit), []))
    if "const" in schema:
        facts.append(("always", [schema["const"]]))
    # A description with a table of the values has named them already.
    if "enum" in schema and not all(f"`{value}`" in schema.get("description", "") for value in schema["enum"]):
        facts.append(("one of", [value for value in schema["enum"] if value is not None]))
    if "pattern" in schema:
        facts.append(("in the form", [schema["pattern"]]))
    if "default" in schema:
        facts.append(("by default", [schema["default"]]))
    if "examples" in schema or "example" in schema:
        facts.append(("for example", schema.get("examples") or [schema["example"]]))
    return facts


class Reader:
    """Makes fields of schemas. A component that is no object and is referred to often is a type of its own. A field says
    `required` when it has to be there, and `optional` when it has not."""

    def __init__(self, description, required, optional):
        self.description = description
        self.marks = {True: required, False: optional}
        counts = Counter(self.references(description.document))
        schemas = {"#/components/schemas/" + name: name for name in description.components["schemas"]}
        self.types = {reference: name for reference, name in schemas.items()
                      if counts[reference] > 2 and not self.parts(description.resolve({"$ref": reference}))["properties"]}

    def references(self, node):
        if isinstance(node, list):
            for entry in node:
                yield from self.references(entry)
        elif isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            for value in node.values():
                yield from self.references(value)

    def parts(self, schema):
        """The schema with all that its allOf brings, without references."""
        whole = dict(self.description.resolve(schema))
        whole["properties"] = dict(whole.get("properties", {}))
        whole["required"] = list(whole.get("required", []))
        for part in whole.pop("allOf", []):
            inner = self.parts(part)
            for name, value in inner["properties"].items():
                whole["properties"][name] = {**whole["properties"].get(name, {}), **value}
            whole["required"] += inner["required"]
            for key, value in inner.items():
                whole.setdefault(key, value)
        return whole

    def alternatives(self, schema):
        """The schemas of which one holds, without null; and whether null is one of them."""
        among = schema.get("oneOf") or [part for part in schema.get("anyOf", []) if set(part) != {"required"}]
        rest = [part for part in among if not is_null(part)]
        kinds = schema.get("type", [])
        may_be_null = len(rest) < len(among) or "null" in (kinds if isinstance(kinds, list) else [kinds])
        return rest, may_be_null or None in schema.get("enum", [])

    def kind_of(self, schema):
        kinds = schema.get("type", "object" if schema["properties"] else "")
        kinds = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind and kind != "null"]
        if schema.get("maxItems") == 0 and "object" in kinds:
            kinds.remove("array")
        if not kinds and ("enum" in schema or isinstance(schema.get("const"), str)):
            kinds = ["string"]
        words = " or ".join(kinds)
        if words == "array" and "items" in schema:
            items = self.parts(schema["items"])
            words = f"array of {self.kind_of(items) or 'values'}s"
        return f"{words} ({schema['format']})" if "format" in schema and schema["format"] != "password" else words

    def notes_of(self, schema):
        names = [part["required"] for part in schema.get("anyOf", []) if set(part) == {"required"}]
        return [" or ".join(" and ".join(f"`{name}`" for name in group) for group in names) + " is required."] if names else []

    def fields_of(self, schema, above=()):
        """The fields of an object, or of the objects in an array. A component within itself is named, not shown again."""
        reference = schema.get("$ref")
        if reference in above:
            return []
        above = (*above, reference) if reference else above
        whole = self.parts(schema)
        rest, _ = self.alternatives(whole)
        found = [self.field_of(name, value, name in whole["required"], above) for name, value in whole["properties"].items()]
        names = {one.name for one in found}
        for part in rest:
            found += [one for one in self.fields_of(part, above) if one.name not in names]
            names = {one.name for one in found}
        others = whole.get("additionalProperties")
        if isinstance(others, dict) and others:
            found.append(self.field_of("", others, False, above))
        if not found and isinstance(whole.get("items"), dict) and whole.get("maxItems") != 0:
            return self.fields_of(whole["items"], above)
        return found

    def field_of(self, name, schema, is_required, above=()):
        whole = self.parts(schema)
        rest, may_be_null = self.alternatives(whole)
        reference = schema.get("$ref") or (rest[0].get("$ref") if len(rest) == 1 else None)
        if len(rest) == 1 and not whole["properties"]:
            whole = {**self.parts(rest[0]), **{key: value for key, value in whole.items() if value}}
        result = Field(name, mark=self.marks[bool(is_required)], is_deprecated=whole.get("deprecated", False))
        if reference in self.types:
            result.type_name = self.types[reference]
            result.description = schema.get("description", "")
            result.kind = "or null" if rest and may_be_null else ""
        else:
            result.description = whole.get("description", "")
            result.facts = facts_of(whole)
            result.fields = self.fields_of(schema, above)
            result.notes = self.notes_of(whole)
            result.kind = " or ".join([self.kind_of(whole) or "value"] + (["null"] if may_be_null else []))
        return result

    def parameter_field(self, parameter):
        shown = self.field_of(parameter["name"], parameter["schema"], parameter.get("required", False))
        shown.description = parameter.get("description") or shown.description
        if "example" in parameter:
            shown.facts.append(("for example", [parameter["example"]]))
        return shown

    def body_field(self, schema):
        return self.field_of("", schema, True)

    def type_fields(self):
        """The types of their own, in the order of their names."""
        return [self.field_of(name, self.description.components["schemas"][name], False)
                for name in sorted(self.types.values())]
