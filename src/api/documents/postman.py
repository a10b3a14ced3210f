"""The description as a Postman Collection v2.1."""
import json

from examples import calls_of, is_shown, value_of

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def parameters_of(operation, place):
    for parameter in operation.parameters:
        if parameter["in"] == place:
            entry = {"key": parameter["name"], "value": str(value_of(parameter)), "description": parameter.get("description", "")}
            if place != "path" and not is_shown(parameter):
                entry["disabled"] = True
            yield entry


def url_of(operation):
    path = [part if not part.startswith("{") else ":" + part.strip("{}") for part in operation.path.strip("/").split("/")]
    query = list(parameters_of(operation, "query"))
    asked = "&".join(f"{entry['key']}={entry['value']}" for entry in query if "disabled" not in entry)
    return {"raw": "{{baseUrl}}/" + "/".join(path) + ("?" + asked if asked else ""), "host": ["{{baseUrl}}"], "path": path, "query": query,
            "variable": list(parameters_of(operation, "path"))}


def request_of(operation, call):
    request = {"method": operation.method, "header": list(parameters_of(operation, "header")), "url": url_of(operation),
               "description": operation.description}
    if not call.has_key:
        request["auth"] = {"type": "noauth"}
    if call.cookie:
        request["header"].append({"key": "Cookie", "value": call.cookie + "={{memberSession}}"})
    if call.has_body:
        request["header"].append({"key": "Content-Type", "value": "application/json"})
        request["body"] = {"mode": "raw", "raw": json.dumps(call.body, indent=2, ensure_ascii=False),
                           "options": {"raw": {"language": "json"}}}
    return request


def items_of(operation):
    calls = calls_of(operation, "")
    for call in calls:
        name = operation.summary if len(calls) == 1 else f"{operation.summary}: {call.summary or call.name}"
        yield {"name": name, "request": request_of(operation, call), "response": []}


def collection_of(description, base_url):
    return {
        "info": {"name": description.info["title"], "schema": SCHEMA, "description": description.info["description"],
                 "version": description.info["version"]},
        "auth": {"type": "apikey", "apikey": [{"key": "key", "value": "X-Api-Key", "type": "string"},
                                              {"key": "value", "value": "{{apiKey}}", "type": "string"},
                                              {"key": "in", "value": "header", "type": "string"}]},
        "variable": [{"key": "baseUrl", "value": base_url}, {"key": "apiKey", "value": ""}, {"key": "memberSession", "value": ""}],
        "item": [{"name": tag["name"], "description": tag["description"],
                  "item": [item for operation in operations for item in items_of(operation)]}
                 for tag, operations in description.tags()],
    }
